// Accounts: can they pay for gas, is anything of theirs under way, what do they hold, and what may
// contracts of the book take from them.
#include <algorithm>

#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/evm/network/examinations.hpp"

namespace dealwright::network {
namespace {

constexpr unsigned ether_decimals = 18;

struct Token {
  const AssetEntry* asset = nullptr;
  values::Address address;
};

abi::Function function_of(const char* text) { return abi::function_from_text(text).value(); }

const values::Amount* amount_of(const Answer<abi::Values>& answer) {
  return answer ? std::get_if<values::Amount>(&answer->front().of) : nullptr;
}

std::string shown_amount(const values::Amount& amount, const AssetEntry& asset) {
  return values::to_decimal(amount, asset.decimals) + " " + asset.name;
}

void ask_funding(const Examination& examination, const AccountEntry& account, Check& check) {
  const std::string& coin = examination.profile.native;
  examination.questions.balance(account.address, [&](const Answer<values::Amount>& balance) {
    if (!balance) return add(check, Verdict::unknown, balance.error());
    add(check, Verdict::good, values::to_decimal(*balance, ether_decimals) + " " + coin);
    if (*balance < account.funding_min) {
      add(check, Verdict::bad,
          "under the " + values::to_decimal(account.funding_min, ether_decimals) +
              " that the profile asks for: fund it");
    }
  });
  examination.questions.code(account.address, [&](const Answer<crypto::Bytes>& code) {
    if (code && !code->empty()) {
      add(check, Verdict::warning, "there is code at this account: it can act by itself");
    }
  });
}

// A transaction that is pending is none of ours when nothing runs.
void ask_pending(const Examination& examination, const AccountEntry& account, Check& check,
                 values::Amount& mined) {
  examination.questions.nonce(account.address, "latest", [&](const Answer<values::Amount>& nonce) {
    mined = nonce.value_or(values::Amount());
    if (!nonce) add(check, Verdict::unknown, nonce.error());
  });
  examination.questions.nonce(account.address, "pending", [&](const Answer<values::Amount>& nonce) {
    if (!nonce || *nonce <= mined) return;
    const auto pending = values::subtract(*nonce, mined).value_or(values::Amount());
    add(check, Verdict::warning, values::to_digits(pending) + " transactions of it are pending");
  });
}

void ask_holdings(const Examination& examination, const AccountEntry& account,
                  const std::vector<Token>& tokens, Check& check) {
  const abi::Function balance = function_of("function balanceOf(address) view returns (uint256)");
  for (const Token& token : tokens) {
    examination.questions.call(token.address, balance, {{account.address}},
                               [&](const Answer<abi::Values>& answer) {
                                 const values::Amount* held = amount_of(answer);
                                 if (held == nullptr || held->is_zero()) return;
                                 add(check, Verdict::good, shown_amount(*held, *token.asset));
                               });
  }
}

// Allowances are granted before a call and are zero after it; what is left over is somebody's door.
void ask_allowances(const Examination& examination, const AccountEntry& account,
                    const std::vector<Token>& tokens, Check& check) {
  const abi::Function allowance =
      function_of("function allowance(address,address) view returns (uint256)");
  for (const Token& token : tokens) {
    for (const ContractEntry& contract : examination.profile.contracts) {
      examination.questions.call(
          token.address, allowance, {{account.address}, {contract.address}},
          [&](const Answer<abi::Values>& answer) {
            const values::Amount* allowed = amount_of(answer);
            if (allowed == nullptr || allowed->is_zero()) return;
            constexpr values::Amount without_end({0, 0, 0, 1ULL << 63U});
            add(check, Verdict::warning,
                "`" + contract.name + "` may take " +
                    (*allowed >= without_end ? "any amount of " + token.asset->name
                                             : shown_amount(*allowed, *token.asset)));
          });
    }
  }
}

}  // namespace

void examine_accounts(const Examination& examination, std::vector<Check>& checks) {
  const Profile& profile = examination.profile;
  std::vector<Token> tokens;
  for (const AssetEntry& asset : profile.assets) {
    if (asset.address) tokens.push_back({&asset, *asset.address});
  }
  const std::size_t first = checks.size();
  for (const AccountEntry& account : profile.accounts) {
    checks.push_back({.topic = Topic::accounts,
                      .subject = account.name,
                      .found = codec::to_checksummed(account.address)});
  }
  std::vector<values::Amount> mined(profile.accounts.size());
  std::size_t asked = 0;
  for (std::size_t i = 0; i < profile.accounts.size(); ++i) {
    const AccountEntry& account = profile.accounts[i];
    Check& check = checks[first + i];
    ask_funding(examination, account, check);
    ask_pending(examination, account, check, mined[i]);
    ask_holdings(examination, account, tokens, check);
    asked += tokens.size() * profile.contracts.size();
    if (asked > allowances_asked_max) {
      add(check, Verdict::note, "too many allowances to ask for all of them");
    } else {
      ask_allowances(examination, account, tokens, check);
    }
  }
  examination.questions.ask();
}

}  // namespace dealwright::network
