internal import Checkpoints
internal import Harness
import NN
internal import TokenShards
import Torch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program round an experiment: reads the request, prepares LibTorch, and does what was asked.
struct Program<E: Experiment> {
  private let channel = Channel()

  init(_ type: E.Type) {}

  func run() {
    guard let request = try? channel.receive(Request.self) else {
      // Started by hand: there is no parent that owns a clock and a score.
      let words =
        "This program is run by 'apus run' and 'apus research', which own its clock and its score.\n"
      _ = words.withCString { write(STDERR_FILENO, $0, words.utf8.count) }
      exit(ExitCode.usage)
    }
    do {
      try prepare(for: request)
      switch request.mode {
      case .check: try check(request)
      case .train: try train(request)
      case .score: try score(request)
      }
    } catch {
      fail("\(error)", on: channel)
    }
    // Not by returning: what the experiment left running must not outlive its run.
    exit(0)
  }

  private func prepare(for request: Request) throws {
    try LibTorch.load()
    LibTorch.threads = request.threads
    let device = try Device(parsing: request.device)
    Surroundings.current = Surroundings(device: device)
    Device.current = device
    Random.seed(request.seed)
  }

  private var device: Device { Surroundings.current.device }

  private func shape(_ request: Request) -> TextShape {
    TextShape(vocabularySize: request.vocabularySize, sequenceLength: request.sequenceLength)
  }

  // MARK: - Check

  /// Counts parameters on the meta device, looks at the shape of the logits, then trains as asked; the parent watches
  /// memory and time.
  private func check(_ request: Request) throws {
    let parameters = Building.on(.meta) { E().makeModel(shape(request)).parameterCount }
    channel.send(.model(parameters: parameters))
    channel.send(.clockStarted)
    try noGrad {
      let model = Building.on(device) { E().makeModel(shape(request)) }
      let logits = model(Tensor.zeros([1, request.sequenceLength], dtype: .int64, device: device))
      let expected = [1, request.sequenceLength, request.vocabularySize]
      guard logits.shape == expected else {
        throw RequestError.badAnswer(got: logits.shape, expected: expected)
      }
    }
    try train(request)
  }

  // MARK: - Train

  private func train(_ request: Request) throws {
    guard let folder = request.trainingData else { throw RequestError.incomplete("trainingData") }
    let split = try TokenSplit(folder: folder)
    var recorded: [Double] = []
    if case .recorded(let path) = request.pace { recorded = try Ticks.read(path) }

    channel.send(.clockStarted)
    let run = TrainingRun(
      text: shape(request), seed: request.seed, split: split, clock: Clock(request.pace, recorded: recorded),
      channel: channel)
    let experiment = E()
    let model = Building.on(device) { experiment.makeModel(run.text) }
    channel.send(.model(parameters: model.parameterCount))
    model.train()
    experiment.train(model, run)
    // Inside the clock: reflection may call the experiment's code. What is saved is this state.
    let state = model.stateDict()
    let seconds = run.clock.elapsed
    channel.send(.trained)

    try TensorFile.save(state, to: "\(request.output)/weights.safetensors")
    try Ticks.write(run.clock.ticks, to: "\(request.output)/ticks.f64")
    channel.send(
      .finished(
        .init(
          steps: run.clock.ticks.count, tokens: run.tokens, trainingSeconds: seconds,
          parameters: model.parameterCount, peakMemory: Memory.peakResident,
          peakDeviceMemory: Memory.peakAllocated(on: device))))
  }

  // MARK: - Score

  /// Answers questions until the input ends. No targets are in reach of this process.
  private func score(_ request: Request) throws {
    guard let exchange = request.exchange else { throw RequestError.incomplete("exchange") }
    guard let weights = request.weights else { throw RequestError.incomplete("weights") }
    let memory = try SharedMemory(exchange)
    let model = Building.on(device) { E().makeModel(shape(request)) }
    try model.load(from: weights)
    model.eval()
    channel.send(.ready)
    while let question = try channel.receive(Question.self) {
      try noGrad {
        let tokens = try memory.tokens(of: question).to(device)
        let logits = model(tokens)
        try memory.store(logits, for: question)
      }
      channel.send(.answered(slot: question.slot))
    }
  }
}

enum RequestError: Error, CustomStringConvertible {
  case incomplete(String)
  case badAnswer(got: [Int], expected: [Int])
  case badQuestion
  case file(String)

  var description: String {
    switch self {
    case .incomplete(let field): "the request lacks '\(field)'"
    case .badAnswer(let got, let expected): "the model's logits have shape \(got), expected \(expected)"
    case .badQuestion: "the question does not fit the exchange"
    case .file(let text): text
    }
  }
}
