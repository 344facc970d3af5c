// The tables, in the order in which editors show them. The file is long because it is one list.
#include "dsl/lsp/vocabulary.hpp"

namespace dealwright::lsp {
namespace {

constexpr Phrase file_statements[] = {
    {"use", "use ${1:module} as ${2:name}", "Names a module of the standard library or a file."},
    {"deal",
     "deal ${1:name} {\n\tparam ${2:capital}: ${3:ASSET} = ${4:100 ASSET} in ${5:1 ASSET} .. "
     "${6:1_000 "
     "ASSET}\n\n\tbuckets of $2 {\n\t\tcore     ${7:50%} untouchable\n\t\tworking  "
     "${8:50%}\n\t}\n\n\tlimits {\n\t\tltv <= ${9:30%} when increased\n\t}\n\n\tstep ${10:first} "
     "{\n\t\t$0\n\t}\n}",
     "What is done with which money, within which limits."},
    {"scenario",
     "scenario \"${1:what happens}\" for ${2:deal} {\n\tworld {\n\t\t${3:ASSET} = ${4:3_000 "
     "USD}\n\t}\n\texpect ${0:deal is completed}\n}",
     "A story that is played against a deal, with what is expected of it."},
    {"strategy",
     "strategy ${1:name} {\n\tmarket ${2:pools} of ${3:module}\n\tfind cycle ${4:path} in $2 "
     "from ${5:ASSET}, hops 2 .. 4\n\twhen $4.net > ${6:50 ASSET}\n\tfire ${7:deal}($0)\n}",
     "Watches markets and starts a deal when a chance is worth it."},
    {"protocol", "protocol ${1:name} {\n\tcontract ${2:pool} abi \"${3:abi}\"\n\n\t$0\n}",
     "A module: the actions and queries of one protocol."},
    {"asset", "asset ${1:NAME} { decimals ${2:18} }", "An asset that the prelude does not know."},
    {"desk", "desk {\n\tlimits {\n\t\t$0\n\t}\n}", "Limits over all deals of the project."},
};
constexpr Phrase deal_statements[] = {
    {"step", "step ${1:name} {\n\t$0\n}",
     "Actions in order with one policy for failure; each action settles on its own."},
    {"param", "param ${1:name}: ${2:ASSET} = ${3:100 ASSET} in ${4:1 ASSET} .. ${5:1_000 ASSET}",
     "A value that is set when the deal is planned, within a range that is checked and proved."},
    {"buckets of",
     "buckets of ${1:capital} {\n\t${2:core}  ${3:50%} untouchable\n\t${4:working}  "
     "${5:50%}$0\n}",
     "Shares out the capital; the shares add up to 100%."},
    {"gas at most", "gas at most ${1:0.5 ASSET} from ${2:operator}",
     "The budget for fees, and who pays them."},
    {"assume for", "assume for ${1:30d} {\n\t${2:ASSET} falls at most ${3:50%}$0\n}",
     "The market box that the proof holds in, and for how long."},
    {"value", "value ${1:TOKEN} at ${2|cost,market,par|}",
     "How `nav` and `exposure` count an asset."},
    {"limits", "limits {\n\tltv <= ${1:30%} when increased$0\n}",
     "What may never be exceeded; checked before every action and proved beforehand."},
    {"ladder",
     "ladder ${1:name} {\n\trungs ${2:50_000 TOKEN}, ${3:250_000 TOKEN} of ${4:lot}, at most "
     "${5:12} rungs\n\t${6:issuer.redeem}(rung) -> ${7:paid}\n\tclimb when $7 >= ${8:99%} of rung "
     "at par\n\ttimeout ${9:72h}\n} -> ${10:proceeds}$0",
     "Tranches that grow: the next one starts when the one before proved good."},
    {"defend", "defend ${1:name} when ${2:ltv > 28%}, at most ${3:3} times {\n\t$0\n}",
     "A bounded reaction while the deal is open; its money is set aside at the start."},
    {"split", "split ${1:lot} {\n\t${2:keep}  ${3:50%}\n\t${4:exit}  ${5:50%}$0\n}",
     "Makes two or more holdings of one."},
    {"adopt", "adopt ${1:other_deal}.${2:loan} -> ${3:loan}",
     "Takes over a position that another deal left open."},
    {"defaults",
     "defaults {\n\ttimeout ${1:30m}\n\tretry ${2:3} every ${3:15s} doubling to "
     "${4:5m}\n\ton failure hold$0\n}",
     "Time-outs, retries and failure policy of all steps that say nothing else."},
};
constexpr Phrase step_statements[] = {
    {"when", "when ${1:condition}, within ${2:24h}, else ${3|skip,hold,fail|}",
     "Looks before the step begins: once, or for as long as `within` says."},
    {"require", "require ${1:condition}", "Has to hold before; else the failure policy."},
    {"ensure", "ensure ${1:condition}", "Has to hold after; else the step is held."},
    {"approve by", "approve by ${1:senior_trader} when ${2:condition}, within ${3:4h}",
     "Waits for a person of that role, bound to the exact state that was approved."},
    {"timeout", "timeout ${1:30m}", "How long one action may take."},
    {"deadline", "deadline ${1:20} blocks", "How many blocks a transaction may wait."},
    {"on failure", "on failure ${1|hold,skip,fail,then|}$0",
     "What happens when retries are spent."},
    {"retry", "retry ${1:3} every ${2:15s} doubling to ${3:5m}",
     "Further attempts, only after outcomes known to have had no effect."},
    {"accept partial", "accept partial", "Goes on with what was filled; else the step is held."},
    {"leave open", "leave open ${1:loan}", "Says that a position is meant to stay open."},
    {"split", "split ${1:lot} {\n\t${2:keep}  ${3:50%}\n\t${4:exit}  ${5:50%}$0\n}",
     "Makes two or more holdings of one."},
    {"atomic", "atomic {\n\t$0\n}", "Actions that become one transaction: all or nothing."},
    {"flash", "flash ${1:100_000 ASSET} from ${2:module} -> ${3:borrowed} {\n\t$0\n}",
     "Money for the length of one transaction; given back with its fee at the end."},
    {"follow", "follow(${1:path}, give: ${2:money}) -> ${3:got}", "Walks a route of exchanges."},
};
constexpr Phrase ladder_statements[] = {
    {"rungs", "rungs ${1:50_000 TOKEN}, ${2:250_000 TOKEN} of ${3:lot}, at most ${4:12} rungs",
     "The sizes of the tranches; the last one repeats while the source lasts."},
    {"climb when", "climb when ${1:paid} >= ${2:99%} of rung at par",
     "When a tranche was good enough for the next."},
    {"when", "when ${1:condition}, within ${2:24h}, else ${3|skip,hold,fail|}",
     "Looks before a tranche begins."},
    {"require", "require ${1:condition}", "Has to hold before; else the failure policy."},
    {"ensure", "ensure ${1:condition}", "Has to hold after; else the ladder is held."},
    {"timeout", "timeout ${1:72h}", "How long one action of a tranche may take."},
    {"deadline", "deadline ${1:20} blocks", "How many blocks a transaction may wait."},
    {"on failure", "on failure ${1|hold,skip,fail,then|}$0",
     "What happens when retries are spent."},
    {"retry", "retry ${1:3} every ${2:15s} doubling to ${3:5m}",
     "Further attempts, only after outcomes known to have had no effect."},
    {"accept partial", "accept partial", "Goes on with what was filled; else the ladder is held."},
};
constexpr Phrase limit_statements[] = {
    {"ltv", "ltv <= ${1:30%} ${2|when increased,always|}", "Debt over collateral, both at market."},
    {"exposure", "exposure(${1:TOKEN}) <= ${2:25%} of nav ${3|when increased,always|}",
     "What is held of an asset, counted as its value rule says."},
    {"health", "health >= ${1:2} ${2|when increased,always|}",
     "The lending protocol's own health figure."},
    {"nav", "nav >= ${1:100_000 USD} ${2|when increased,always|}",
     "The value of all that is owned, less debt."},
    {"loss", "loss <= ${1:10_000 USD} ${2|when increased,always|}",
     "How much `nav` is below its start."},
    {"profit", "profit >= ${1:0 USD} ${2|when increased,always|}",
     "How much `nav` is above its start."},
    {"never pledge", "never pledge ${1:TOKEN}", "The asset is never given as collateral."},
    {"repayable", "repayable(${1:loan}) without ${2:TOKEN}",
     "Everything but what is listed covers the debt, in every state that can be reached."},
    {"accept undecided", "accept undecided ${1:ltv} because \"${2:reason}\"",
     "Goes on although the proof could not decide this limit, and says why."},
};
constexpr Phrase box_statements[] = {
    {"falls", "${1:ASSET} falls at most ${2:50%}",
     "No price is lower than this below any earlier one in the window."},
    {"rises", "${1:ASSET} rises at most ${2:50%}",
     "No price is higher than this above any earlier one in the window."},
    {"within", "${1:ASSET} within ${2:2%} of ${3:1 USD}", "A price stays close to a value."},
    {"may", "${1:issuer} may freeze", "A module may stop to answer, at any moment."},
};
constexpr Phrase default_statements[] = {
    {"timeout", "timeout ${1:30m}", "How long one action may take."},
    {"retry", "retry ${1:3} every ${2:15s} doubling to ${3:5m}",
     "Further attempts, only after outcomes known to have had no effect."},
    {"on failure", "on failure ${1|hold,skip,fail|}", "What happens when retries are spent."},
};
constexpr Phrase asset_statements[] = {
    {"decimals", "decimals ${1:18}", "How many decimals the token's base unit has."},
    {"counts as", "counts as ${1:ASSET}", "The asset has the price of another."},
    {"redeems into", "redeems into ${1:ASSET}", "What an issuer gives for it at par."},
};
constexpr Phrase desk_statements[] = {
    {"limits", "limits {\n\t$0\n}", "Limits over all deals of the project."},
};
constexpr Phrase scenario_statements[] = {
    {"given", "given ${1:capital} = ${2:5_000 ASSET}", "Sets a parameter of the deal."},
    {"world", "world {\n\t${1:ASSET} = ${2:3_000 USD}$0\n}", "Prices and settings at the start."},
    {"on", "on ${1:step}.${2:action}: ${3|fails,pays,fills,is unknown|}$0",
     "What comes of an action or of a rung."},
    {"at", "at ${1:10d}: ${2:ASSET} ${3|falls,rises|} ${4:40%}", "Something happens at that time."},
    {"crash", "crash after ${1:step}.${2:action} is ${3|sent,recorded,done|}",
     "The process is killed there and started again."},
    {"explore", "explore", "Visits every outcome instead of one story."},
    {"expect", "expect ${1:deal is completed}", "What has to be true at the end, or throughout."},
};
constexpr Phrase strategy_statements[] = {
    {"market", "market ${1:pools} of ${2:module}", "The exchanges that are searched."},
    {"find cycle", "find cycle ${1:path} in ${2:pools} from ${3:ASSET}, hops 2 .. 4",
     "What is searched for."},
    {"size", "size ${1:path} between ${2:10_000 ASSET} and ${3:500_000 ASSET}",
     "How much is put in, at least and at most."},
    {"when", "when ${1:path}.net > ${2:50 ASSET}, for ${3:2} blocks", "When it is worth it."},
    {"fire", "fire ${1:deal}($0)", "The deal that is started."},
    {"at most", "at most ${1:10} per ${2:1h}, ${3:1} open", "How often, and how many at once."},
    {"cooldown", "cooldown ${1:10m} per ${2|path,deal|}", "How long the same is left alone."},
    {"stop when", "stop when ${1:3} failures in a row, reopen after ${2:1h} at ${3:50%} size",
     "When the strategy stops by itself."},
    {"watch", "watch ${1:price(ASSET)} every ${2:block}", "What is looked at, and how often."},
    {"let", "let ${1:name} = ${2:value}", "A name for a value."},
    {"shadow", "shadow", "Decides and records, and sends nothing."},
};
constexpr Phrase protocol_statements[] = {
    {"contract", "contract ${1:pool} abi \"${2:abi}\"", "A contract, by its interface."},
    {"place", "place ${1:exchange}", "Where the module's money is when it is not on the chain."},
    {"setting", "setting ${1:name}: ${2:ratio} = ${3:100%}", "What a world can set."},
    {"state", "state ${1:name}: ${2:ratio} = ${3:0}", "What the simulated protocol remembers."},
    {"query",
     "query ${1:name}(${2:A}): ${3:ratio} {\n\tread  ${4:contract.function(A)}\n\tmodel "
     "setting = ${5:5%}$0\n}",
     "A value that can be asked: how it is read on chain and how the simulated world computes it."},
    {"action",
     "action ${1:name}(${2:funds}: ${3:A}) -> ${4:got}: ${5:A} {\n\tcall   "
     "${6:contract}.${7:function}($2) allowing $6 to take $2\n\tmoves  $2 out\n\tissues $4 of "
     "$2\n\tproof  event ${8:contract.Event(amount: $2)}\n\tfails  ${9:paused}$0\n}",
     "Something a deal can do: what it calls, what it moves, how it is proved, how it fails."},
};
constexpr Phrase action_statements[] = {
    {"let", "let ${1:name} = ${2:value}", "A name for a value."},
    {"call", "call ${1:contract}.${2:function}($0)",
     "The contract function, checked against its ABI."},
    {"moves", "moves ${1:funds} ${2|out,into|}",
     "Money that leaves, or becomes part of a position."},
    {"issues", "issues ${1:got} of ${2:amount}", "What comes of it: money, or a position."},
    {"settles", "settles ${1:loan} by ${2:pay}", "What a position shrinks by."},
    {"ensures", "ensures ${1:got >= min}", "Has to hold afterwards."},
    {"proof event", "proof event ${1:contract.Event}($0)", "The event that proves it happened."},
    {"fails", "fails ${1:paused}", "How it fails without effect."},
    {"unsure", "unsure ${1:timed_out}", "Failures that may have had an effect: never retried."},
    {"tolerance", "tolerance ${1:1 bps}", "How far amounts may be from what is declared."},
    {"takes", "takes ${1:6h}", "How long it takes in the simulated world."},
    {"may fill partly", "may fill partly", "The outcome can be a part."},
    {"model", "model {\n\t$0\n}", "What changes in the simulated protocol."},
};
constexpr Phrase model_statements[] = {
    {"let", "let ${1:name} = ${2:value}", "A name for a value."},
    {"set", "set ${1:state} = ${2:value}", "The new value of a state."},
    {"refuses", "refuses ${1:failure} when ${2:condition}", "When the protocol refuses."},
    {"fills", "fills ${1:ratio}", "How much of an order is met."},
};
constexpr Phrase query_statements[] = {
    {"read", "read ${1:contract.function()}", "How it is read on chain."},
    {"model", "model ${1:value}", "How the simulated world computes it."},
    {"model setting", "model setting = ${1:value}", "A world sets it; else it is this."},
};
constexpr Phrase share_statements[] = {
    {"untouchable", "untouchable", "No action may draw on it, pledge it or pay fees out of it."},
};

constexpr PhraseTable blocks[] = {
    {"", "", file_statements},
    {"deal", "", deal_statements},
    {"step", "", step_statements},
    {"defend", "", step_statements},
    {"atomic", "", step_statements},
    {"flash", "", step_statements},
    {"ladder", "", ladder_statements},
    {"limits", "", limit_statements},
    {"assume", "", box_statements},
    {"defaults", "", default_statements},
    {"asset", "", asset_statements},
    {"desk", "", desk_statements},
    {"scenario", "", scenario_statements},
    {"strategy", "", strategy_statements},
    {"protocol", "", protocol_statements},
    {"action", "", action_statements},
    {"model", "", model_statements},
    {"query", "", query_statements},
};

constexpr Phrase use_clauses[] = {{"as", "as ${1:name}", "The name that the module gets here."}};
constexpr Phrase param_clauses[] = {
    {"in", "in ${1:least} .. ${2:most}", "The range that is checked and proved."},
    {"hops", "hops", "The range of a route is its number of hops."}};
constexpr Phrase share_clauses[] = {share_statements[0]};
constexpr Phrase gas_clauses[] = {{"at most", "at most ${1:0.5 ASSET}", "The whole budget."},
                                  {"from", "from ${1:operator}", "Who pays."}};
constexpr Phrase order_clauses[] = {
    {"after", "after ${1:step}", "Starts when that step is done."},
    {"at", "at ${1:28d}", "Not before this long after the deal's start."},
    {"or", "or", "Either of them is enough."}};
constexpr Phrase condition_clauses[] = {
    {"and", "and", "Both have to hold."},
    {"or", "or", "One of them is enough."},
    {"not", "not", "The opposite has to hold."},
    {"of", "of", "A part of something: `25% of nav`."},
    {"at", "at ${1|par,cost,market|}", "Counts an amount at par, at cost or at market."}};
constexpr Phrase when_clauses[] = {
    {"within", "within ${1:24h}", "How long to wait for it."},
    {"else", "else ${1|skip,hold,fail|}", "What happens when it does not hold."},
    {"and", "and", "Both have to hold."},
    {"or", "or", "One of them is enough."},
    {"not", "not", "The opposite has to hold."},
    {"of", "of", "A part of something: `25% of nav`."},
    {"for", "for ${1:2} blocks", "How long it has to hold (in a strategy)."}};
constexpr Phrase approve_clauses[] = {
    {"by", "by ${1:senior_trader}", "Who has to approve."},
    {"when", "when ${1:condition}", "Only then is the approval needed."},
    {"within", "within ${1:4h}", "How long to wait; else the step is held."}};
constexpr Phrase retry_clauses[] = {
    {"every", "every ${1:15s}", "The wait between attempts."},
    {"doubling to", "doubling to ${1:5m}", "Waits grow up to this."},
    {"on", "on ${1:failure}", "Only after these failures."}};
constexpr Phrase deadline_clauses[] = {{"blocks", "blocks", "Counted in blocks."}};
constexpr Phrase failure_clauses[] = {
    {"failure", "failure ${1|hold,skip,fail,then|}", "When retries are spent."}};
constexpr Phrase rung_clauses[] = {
    {"of", "of ${1:lot}", "What the tranches are cut from."},
    {"at most", "at most ${1:12} rungs", "The bound on their number."},
    {"rungs", "rungs", "Counted in rungs."}};
constexpr Phrase defend_clauses[] = {{"when", "when ${1:ltv > 28%}", "When it acts."},
                                     {"at most", "at most ${1:3} times", "How often."},
                                     {"times", "times", "How often."}};
constexpr Phrase limit_clauses[] = {
    {"when increased", "when increased", "Blocks what would raise it above; never what lowers it."},
    {"always", "always", "Has to hold under every move of the market in the box, too."},
    {"warn at", "warn at ${1:28%}", "Tells somebody before it is reached."},
    {"tightened to", "tightened to ${1:20%} when ${2:condition}",
     "A tighter bound in rough times."},
    {"without", "without ${1:TOKEN}", "What does not count."},
    {"pledge", "pledge ${1:TOKEN}", "Given as collateral."},
    {"undecided", "undecided ${1:ltv} because \"${2:reason}\"", "Not decided by the proof."},
    {"because", "because \"${1:reason}\"", "The reason, for whoever reviews it."},
    {"of", "of nav", "A part of something."}};
constexpr Phrase box_clauses[] = {
    {"falls at most", "falls at most ${1:50%}", "The deepest fall."},
    {"rises at most", "rises at most ${1:50%}", "The steepest rise."},
    {"within", "within ${1:2%} of ${2:1 USD}", "Stays close to a value."},
    {"may", "may ${1:freeze}", "What may happen to a module."},
    {"of", "of ${1:1 USD}", "What it stays close to."},
    {"at most", "at most ${1:50%}", "The bound."}};
constexpr Phrase money_clauses[] = {
    {"from", "from ${1:working}", "The bucket or holding it is drawn from."},
    {"of", "of ${1:lot}", "A part of a holding."},
    {"at par", "at par", "Counted at what it redeems into."}};
constexpr Phrase asset_clauses[] = {{"as", "as ${1:ASSET}", "The asset whose price it has."},
                                    {"into", "into ${1:ASSET}", "What it redeems into."},
                                    {"at", "at ${1:1}", "Par, when it is not one for one."}};
constexpr Phrase on_clauses[] = {
    {"fails", "fails ${1:frozen} ${2|3 times,forever|}", "It fails, known to have had no effect."},
    {"pays", "pays ${1:99%}", "It pays this much of what was expected."},
    {"fills", "fills ${1:50%}", "It is filled in part."},
    {"is unknown", "is unknown", "Nobody can tell what came of it."},
    {"times", "times", "How often it fails."},
    {"forever", "forever", "It never works again."}};
constexpr Phrase event_clauses[] = {
    {"falls", "falls ${1:40%}", "The price falls."},
    {"rises", "rises ${1:40%}", "The price rises."},
    {"operator", "operator ${1|pauses,resumes,cancels,retries,skips|}", "An operator acts."},
    {"freezes", "freezes", "The module stops to answer."},
    {"thaws", "thaws", "The module answers again."}};
constexpr Phrase crash_clauses[] = {{"after", "after ${1:step}.${2:action}", "Which action."},
                                    {"is", "is ${1|sent,recorded,done|}", "How far it is."}};
constexpr Phrase expect_clauses[] = {
    {"is", "is ${1:done}", "The status at the end."},
    {"ran", "ran", "The defence acted at least once."},
    {"untouched", "untouched", "Nothing was ever drawn from the bucket."},
    {"limits hold", "limits hold", "No limit is ever exceeded."},
    {"throughout", "throughout", "At every moment, not at the end alone."},
    {"and", "and", "Both have to hold."},
    {"or", "or", "One of them is enough."}};
constexpr Phrase answer_clauses[] = {{"approves", "approves after ${1:2h}", "The person says yes."},
                                     {"rejects", "rejects after ${1:2h}", "The person says no."},
                                     {"after", "after ${1:2h}", "How long the answer takes."}};
constexpr Phrase scenario_clauses[] = {{"for", "for ${1:deal}", "The deal that is played."}};
constexpr Phrase cycle_clauses[] = {{"cycle", "cycle ${1:path}", "A way that ends where it began."},
                                    {"in", "in ${1:pools}", "The market that is searched."},
                                    {"from", "from ${1:ASSET}", "The asset it starts with."},
                                    {"hops", "hops ${1:2} .. ${2:4}", "How long the way may be."}};
constexpr Phrase size_clauses[] = {{"between", "between ${1:least} and ${2:most}", "The bounds."},
                                   {"and", "and ${1:most}", "The upper bound."}};
constexpr Phrase rate_clauses[] = {{"most", "most ${1:10} per ${2:1h}", "The bound."},
                                   {"per", "per ${1:1h}", "In this time."},
                                   {"open", "open", "At the same time."}};
constexpr Phrase cooldown_clauses[] = {{"per", "per ${1|path,deal|}", "Of what."}};
constexpr Phrase stop_clauses[] = {
    {"when", "when ${1:3} failures in a row", "The reason to stop."},
    {"failures in a row", "failures in a row", "One after the other."},
    {"in", "in ${1:24h}", "The window."},
    {"reopen", "reopen after ${1:1h} at ${2:50%} size", "How it begins again."},
    {"after", "after ${1:1h}", "How long it rests."},
    {"at", "at ${1:50%} size", "With how much it begins again."},
    {"size", "size", "Of what it did before."}};
constexpr Phrase watch_clauses[] = {{"every", "every ${1:block}", "How often."},
                                    {"block", "block", "Each block."}};
constexpr Phrase market_clauses[] = {{"of", "of ${1:module}", "The exchanges."}};
constexpr Phrase contract_clauses[] = {{"abi", "abi \"${1:name}\"", "Its interface."}};
constexpr Phrase call_clauses[] = {
    {"sending", "sending ${1:funds}", "Native coin that goes along."},
    {"allowing", "allowing ${1:contract} to take ${2:funds}", "The exact allowance it needs."},
    {"to take", "to take ${1:funds}", "What the contract may take."}};
constexpr Phrase move_clauses[] = {
    {"out", "out", "The money leaves."},
    {"into", "into ${1:position}", "The money becomes part of a position."}};
constexpr Phrase issue_clauses[] = {{"of", "of ${1:amount}", "How much money comes."},
                                    {"for", "for ${1:amount}", "How large the position is."}};
constexpr Phrase settle_clauses[] = {{"by", "by ${1:amount}", "How much it shrinks."}};
constexpr Phrase proof_clauses[] = {
    {"event", "event ${1:contract.Event}($0)", "The event that proves it."}};
constexpr Phrase query_model_clauses[] = {
    {"setting", "setting = ${1:value}", "A world sets it; else it is this."}};
constexpr Phrase parameter_clauses[] = {
    {"reads", "reads ${1:Collateral} of ${2:A}", "The position is looked at."},
    {"changes", "changes ${1:Collateral} of ${2:A}", "The position grows or shrinks."},
    {"closes", "closes ${1:Collateral} of ${2:A}", "The position ends."},
    {"new", "new", "A position of its own when none is given."}};

constexpr PhraseTable clauses[] = {
    {"", "use", use_clauses},
    {"", "scenario", scenario_clauses},
    {"deal", "param", param_clauses},
    {"deal", "gas", gas_clauses},
    {"deal", "step", order_clauses},
    {"deal", "ladder", order_clauses},
    {"deal", "defend", defend_clauses},
    {"deal", "split", money_clauses},
    {"step", "when", when_clauses},
    {"step", "require", condition_clauses},
    {"step", "ensure", condition_clauses},
    {"step", "approve", approve_clauses},
    {"step", "retry", retry_clauses},
    {"step", "deadline", deadline_clauses},
    {"step", "on", failure_clauses},
    {"step", "flash", money_clauses},
    {"step", "split", money_clauses},
    {"ladder", "rungs", rung_clauses},
    {"ladder", "climb", condition_clauses},
    {"buckets", "*", share_clauses},
    {"limits", "*", limit_clauses},
    {"assume", "*", box_clauses},
    {"asset", "*", asset_clauses},
    {"scenario", "on", on_clauses},
    {"scenario", "at", event_clauses},
    {"scenario", "crash", crash_clauses},
    {"scenario", "expect", expect_clauses},
    {"scenario", "*", answer_clauses},
    {"strategy", "find", cycle_clauses},
    {"strategy", "size", size_clauses},
    {"strategy", "when", when_clauses},
    {"strategy", "at", rate_clauses},
    {"strategy", "cooldown", cooldown_clauses},
    {"strategy", "stop", stop_clauses},
    {"strategy", "watch", watch_clauses},
    {"strategy", "market", market_clauses},
    {"protocol", "contract", contract_clauses},
    {"protocol", "action", parameter_clauses},
    {"protocol", "query", parameter_clauses},
    {"action", "call", call_clauses},
    {"action", "moves", move_clauses},
    {"action", "issues", issue_clauses},
    {"action", "settles", settle_clauses},
    {"action", "proof", proof_clauses},
    {"query", "model", query_model_clauses},
};

constexpr Phrase known_quantities[] = {
    {"nav", "nav", "The value of all that the deal owns, less what it owes, in USD."},
    {"profit", "profit", "How much `nav` is above its start, operator's gas excluded."},
    {"loss", "loss", "How much `nav` is below its start, operator's gas excluded."},
    {"ltv", "ltv", "Debt over collateral at market prices; 0 without debt."},
    {"health", "health", "Collateral weighted by its liquidation threshold, over debt."},
};
constexpr Phrase known_functions[] = {
    {"value", "value(${1:amount})", "What an amount, a holding or a position is worth, in USD."},
    {"price", "price(${1:ASSET})", "USD for one of the asset, with its time."},
    {"exposure", "exposure(${1:TOKEN})",
     "What is held of an asset, counted as its value rule says."},
    {"ltv", "ltv(${1:loan})", "The LTV of one position."},
    {"volatility", "volatility(${1:ASSET}, ${2:7d})", "How much a price moved, a year's measure."},
    {"cost", "cost(${1:lot})", "What a holding was paid for with."},
};
constexpr Phrase known_types[] = {
    {"ratio", "ratio", "An exact number without a unit: `30%`, `25 bps`, `0.3`."},
    {"duration", "duration", "A length of time: `6h`, `28d`."},
    {"time", "time", "A point in time: `2026-01-31T00:00Z`."},
    {"whole", "whole", "A whole number."},
    {"truth", "truth", "`true` or `false`."},
    {"text", "text", "A text in quotes."},
    {"address", "address", "`0x` and 40 hexadecimal digits."},
    {"route of", "route of ${1:ASSET}",
     "A way through exchanges that starts and ends in the asset."},
    {"Collateral of", "Collateral of ${1:ASSET}", "What is pledged at a protocol."},
    {"Debt of", "Debt of ${1:ASSET}", "What is owed to a protocol."},
    {"par of", "par of ${1:A}", "What an asset redeems into."},
    {"asset", "asset ${1:A}", "The asset itself as an argument."},
};

constexpr Phrase failure_choices[] = {
    {"hold", "hold", "Keep what there is, stop what depends on it, unwind nothing."},
    {"skip", "skip", "Go on without this step."},
    {"fail", "fail", "The deal fails."},
    {"then", "then ${1:step}", "Another step takes over."}};
constexpr Phrase otherwise_choices[] = {failure_choices[0], failure_choices[1], failure_choices[2]};
constexpr Phrase basis_choices[] = {{"par", "par", "At what it redeems into."},
                                    {"cost", "cost", "At what was paid for it."},
                                    {"market", "market", "At its price."},
                                    {"most", "most ${1:1}", "The upper bound."}};
constexpr Phrase deal_status_choices[] = {
    {"completed", "completed", "Every step done or skipped, no position open."},
    {"running", "running", "Work is going on."},
    {"waiting", "waiting", "Nothing has begun."},
    {"holding", "holding", "A step is held, or nothing can go on."},
    {"paused", "paused", "An operator paused it."},
    {"failed", "failed", "It gave up."},
    {"cancelled", "cancelled", "An operator cancelled it."}};
constexpr Phrase step_status_choices[] = {
    {"done", "done", "It settled."},
    {"skipped", "skipped", "It was left out."},
    {"held", "held", "It stopped and keeps what it has."},
    {"failed", "failed", "It gave up."},
    {"running", "running", "It is at work."},
    {"waiting", "waiting", "It has not begun."},
    {"awaiting_approval", "awaiting_approval", "A person has to approve."}};
constexpr Phrase crash_choices[] = {
    {"sent", "sent", "The request has left."},
    {"recorded", "recorded", "It is in the journal and has not left."},
    {"done", "done", "Its outcome is in the journal."}};
constexpr Phrase operator_choices[] = {
    {"pauses", "pauses", "The deal stops to begin anything."},
    {"resumes", "resumes", "It goes on."},
    {"cancels", "cancels", "It ends; positions stay on record."},
    {"retries", "retries ${1:step}", "A held step is tried again."},
    {"skips", "skips ${1:step}", "A held step is left out."}};
constexpr Phrase after_choices[] = {
    {"settled", "settled ${1:step}", "Done, skipped, failed or held."},
    {"any", "any ${1:ladder}", "As soon as one rung has climbed."}};
constexpr Phrase accept_choices[] = {
    {"partial", "partial", "What was filled is enough."},
    {"undecided", "undecided ${1:ltv} because \"${2:reason}\"", "The proof could not decide it."}};
constexpr Phrase truth_choices[] = {{"true", "true", "It holds."},
                                    {"false", "false", "It does not."}};
constexpr Phrase money_choices[] = {
    {"all", "all ${1:ASSET} from ${2:working}", "All of an asset in a bucket."},
    {"up to", "up to ${1:50 ASSET} from ${2:opportunistic}", "As much as there is, at most this."}};
constexpr Phrase cooldown_choices[] = {{"path", "path", "The same way."},
                                       {"deal", "deal", "The same deal."}};

constexpr Phrase explained_words[] = {
    {"bps", "bps", "Hundredths of a percent: `25 bps` is 0.25%."},
    {"per", "per ${1:ASSET}", "A price, or a rate: so much of one for one of the other."},
    {"USD", "USD", "The unit of account: what everything is valued in. Nobody holds it."},
    {"rung", "rung", "The money of the present tranche."},
    {"operator", "operator", "Whoever runs the deal."},
    {"owed", "owed", "What is owed now, interest included."},
    {"amount", "amount", "How much it is now."},
    {"principal", "principal", "What the position was opened with."},
    {"age", "age", "How long the position has been open."},
    {"net", "net", "What a cycle makes, fees and gas taken off."},
    {"gross", "gross", "What a cycle makes before fees and gas."},
    {"gap", "gap", "The difference between the two best prices."},
    {"hops", "hops", "How many exchanges a route passes."},
    {"follow", "follow(${1:path}, give: ${2:money})", "Walks a route of exchanges."},
    {"self", "self", "The deal's own account."},
    {"now", "now", "The present time."},
};

constexpr PhraseTable lists[] = {
    {"else", "", otherwise_choices},    {"failure", "", failure_choices},
    {"at", "", basis_choices},          {"deal is", "", deal_status_choices},
    {"is", "", step_status_choices},    {"crash is", "", crash_choices},
    {"operator", "", operator_choices}, {"after", "", after_choices},
    {"accept", "", accept_choices},     {"truth", "", truth_choices},
    {"money", "", money_choices},       {"cooldown per", "", cooldown_choices},
    {"explained", "", explained_words},
};

}  // namespace

std::span<const Phrase> statements_of(std::string_view block) {
  for (const PhraseTable& table : blocks) {
    if (table.block == block) return table.phrases;
  }
  return {};
}

std::span<const Phrase> clauses_of(std::string_view block, std::string_view statement) {
  // Bodies of one kind share their clauses.
  const bool is_body =
      block == "defend" || block == "atomic" || block == "flash" || block == "defaults";
  const auto find = [&](std::string_view of, std::string_view begun) -> std::span<const Phrase> {
    for (const PhraseTable& table : clauses) {
      if (table.block == of && table.statement == begun) return table.phrases;
    }
    return {};
  };
  auto found = find(is_body ? "step" : block, statement);
  if (found.empty() && block == "ladder") found = find("step", statement);
  if (found.empty() && block == "split") found = find("buckets", "*");
  if (found.empty()) found = find(block, "*");
  return found;
}

std::span<const Phrase> quantities() { return known_quantities; }
std::span<const Phrase> functions() { return known_functions; }
std::span<const Phrase> types() { return known_types; }

std::span<const Phrase> choices(std::string_view after) {
  for (const PhraseTable& table : lists) {
    if (table.block == after) return table.phrases;
  }
  return {};
}

const Phrase* phrase_of(std::string_view block, std::string_view statement, std::string_view word) {
  const auto find = [&](std::span<const Phrase> phrases) -> const Phrase* {
    for (const Phrase& phrase : phrases) {
      // A phrase of several words is explained at each of them.
      for (std::size_t at = phrase.words.find(word); at != std::string_view::npos;
           at = phrase.words.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || phrase.words[at - 1] == ' ') &&
            (end == phrase.words.size() || phrase.words[end] == ' '))
          return &phrase;
      }
    }
    return nullptr;
  };
  if (statement == word) {
    if (const Phrase* found = find(statements_of(block))) return found;
  }
  if (const Phrase* found = find(clauses_of(block, statement))) return found;
  if (const Phrase* found = find(statements_of(block))) return found;
  if (const Phrase* found = find(quantities())) return found;
  if (const Phrase* found = find(functions())) return found;
  if (const Phrase* found = find(types())) return found;
  for (const PhraseTable& table : lists) {
    if (const Phrase* found = find(table.phrases)) return found;
  }
  return nullptr;
}

std::span<const PhraseTable> statement_tables() { return blocks; }
std::span<const PhraseTable> clause_tables() { return clauses; }
std::span<const PhraseTable> choice_tables() { return lists; }

}  // namespace dealwright::lsp
