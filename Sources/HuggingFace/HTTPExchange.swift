import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The head of an answer.
struct HTTPHead: Sendable {
  let url: URL
  let status: Int
  let headers: [String: String]

  init(_ response: HTTPURLResponse, url: URL) {
    self.url = response.url ?? url
    status = response.statusCode
    var headers: [String: String] = [:]
    for (name, value) in response.allHeaderFields { headers["\(name)".lowercased()] = "\(value)" }
    self.headers = headers
  }

  subscript(name: String) -> String? { headers[name.lowercased()] }
}

/// One request and its answer, given on piece by piece. Redirections are not followed: who asks decides what
/// another host may be told.
final class HTTPExchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  /// Takes the head first, then the body. An error that it throws ends the exchange.
  typealias Sink = @Sendable (HTTPHead, Data) throws -> Void

  // All below is touched on the session's delegate queue only, which runs one operation at a time; the
  // continuation is set before the task starts.
  private let url: URL
  private let sink: Sink
  private var continuation: CheckedContinuation<HTTPHead, any Error>?
  private var head: HTTPHead?
  private var failure: (any Error)?

  private init(url: URL, sink: @escaping Sink) { (self.url, self.sink) = (url, sink) }

  /// Sends a request.
  /// - Parameter sink: Called with empty data when the head is there, then with each piece of the body.
  /// - Throws: What the sink throws, or `URLError`.
  static func send(_ request: URLRequest, timeout: Double, sink: @escaping Sink) async throws -> HTTPHead {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    let exchange = HTTPExchange(url: request.url ?? URL(fileURLWithPath: "/"), sink: sink)
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    let session = URLSession(configuration: configuration, delegate: exchange, delegateQueue: queue)
    let task = session.dataTask(with: request)
    defer { session.finishTasksAndInvalidate() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        exchange.continuation = continuation
        task.resume()
      }
    } onCancel: {
      task.cancel()
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    guard let response = response as? HTTPURLResponse else { return completionHandler(.cancel) }
    let head = HTTPHead(response, url: url)
    self.head = head
    do {
      try sink(head, Data())
      completionHandler(.allow)
    } catch {
      failure = error
      completionHandler(.cancel)
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard failure == nil, let head else { return }
    do {
      try sink(head, data)
    } catch {
      failure = error
      dataTask.cancel()
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    if head == nil, let response = task.response as? HTTPURLResponse { head = HTTPHead(response, url: url) }
    if let error = failure ?? error {
      continuation?.resume(throwing: error)
    } else if let head {
      continuation?.resume(returning: head)
    } else {
      continuation?.resume(throwing: URLError(.badServerResponse))
    }
    continuation = nil
  }
}
