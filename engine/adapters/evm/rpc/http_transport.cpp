// One exchange at a time: each step is started, and the loop runs until it is done or the deadline
// has come; then the connection is closed, which ends the step.
#include "engine/adapters/evm/rpc/http_transport.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace dealwright::rpc {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::beast::error_code;
using Deadline = std::chrono::steady_clock::time_point;
using Socket = asio::ip::tcp::socket;

std::string host_header(const Url& url) {
  const bool ipv6 = url.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port);
}

std::string key_of(const Url& url) { return host_header(url); }

}  // namespace

struct HttpTransport::Connections {
  asio::io_context loop;
  std::map<std::string, Socket> open;

  // Runs a step to its end or to the deadline; then `stop` must make it end.
  template <class Start, class Stop>
  error_code step(Deadline deadline, Start start, Stop stop) {
    std::optional<error_code> result;
    start([&result](const error_code& error, auto&&...) { result = error; });
    loop.restart();
    loop.run_until(deadline);
    if (result) return *result;
    stop();
    loop.restart();
    loop.run();
    return asio::error::timed_out;
  }

  std::expected<Socket, TransportFault> connect(const Url& url, Deadline deadline) {
    const auto failed = [](const char* doing, const error_code& error) {
      return std::unexpected(TransportFault{.delivery = Delivery::not_sent,
                                            .what = std::string(doing) + ": " + error.message()});
    };
    asio::ip::tcp::resolver resolver(loop);
    asio::ip::tcp::resolver::results_type places;
    std::optional<error_code> resolved;
    resolver.async_resolve(url.host, std::to_string(url.port),
                           [&](const error_code& error, const auto& found) {
                             resolved = error;
                             places = found;
                           });
    loop.restart();
    loop.run_until(deadline);
    if (!resolved) {
      resolver.cancel();
      loop.restart();
      loop.run();
      return failed("cannot find the host", asio::error::timed_out);
    }
    if (*resolved) return failed("cannot find the host", *resolved);
    Socket socket(loop);
    const error_code connected = step(
        deadline, [&](auto done) { asio::async_connect(socket, places, done); },
        [&] { close(socket); });
    if (connected) return failed("cannot connect", connected);
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    return socket;
  }

  static void close(Socket& socket) {
    error_code ignored;
    socket.close(ignored);
  }

  struct Exchange {
    HttpReply reply;
    bool keep = false;
  };
  std::expected<Exchange, error_code> exchange(Socket& socket, const PostRequest& post,
                                               Deadline deadline) {
    http::request<http::string_body> request{http::verb::post, post.url->target, 11};
    request.set(http::field::host, host_header(*post.url));
    request.set(http::field::user_agent, "dealwright");
    request.set(http::field::content_type, "application/json");
    request.set(http::field::accept, "application/json");
    request.body() = std::string(post.body);
    request.prepare_payload();
    const auto stop = [&] { close(socket); };
    const error_code written =
        step(deadline, [&](auto done) { http::async_write(socket, request, done); }, stop);
    if (written) return std::unexpected(written);

    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.header_limit(reply_header_bytes_max);
    parser.body_limit(post.reply_bytes_max);
    const error_code read =
        step(deadline, [&](auto done) { http::async_read(socket, buffer, parser, done); }, stop);
    if (read) return std::unexpected(read);
    Exchange result;
    result.keep = parser.keep_alive();
    result.reply.status = parser.get().result_int();
    result.reply.body = std::move(parser.get().body());
    return result;
  }
};

HttpTransport::HttpTransport() : connections_(std::make_unique<Connections>()) {}
HttpTransport::~HttpTransport() = default;

std::expected<HttpReply, TransportFault> HttpTransport::post(const PostRequest& request) {
  const Deadline deadline =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(request.time_out.milliseconds);
  const std::string key = key_of(*request.url);
  auto kept = connections_->open.extract(key);
  if (request.repeating == Repeating::allowed && !kept.empty()) {
    if (auto done = connections_->exchange(kept.mapped(), request, deadline)) {
      if (done->keep) connections_->open.insert(std::move(kept));
      return std::move(done->reply);
    } else if (done.error() == http::error::body_limit || done.error() == asio::error::timed_out) {
      return std::unexpected(TransportFault{.what = "no answer: " + done.error().message()});
    }
    // Closed by the other side while it lay idle: once more over a new one.
  }
  auto socket = connections_->connect(*request.url, deadline);
  if (!socket) return std::unexpected(std::move(socket.error()));
  auto done = connections_->exchange(*socket, request, deadline);
  if (!done) {
    return std::unexpected(TransportFault{.what = "no answer: " + done.error().message()});
  }
  if (done->keep) connections_->open.insert_or_assign(key, std::move(*socket));
  return std::move(done->reply);
}

}  // namespace dealwright::rpc
