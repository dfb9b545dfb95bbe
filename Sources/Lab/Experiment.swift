import NN
import Torch

/// The text that a model is made for.
public struct TextShape: Sendable {
  /// Token ids go from 0 to one less than this.
  public let vocabularySize: Int
  /// Tokens in a row of a batch, and the longest row that the model is scored on.
  public let sequenceLength: Int
}

/// A causal language model: what an experiment trains and the scorer questions.
public protocol LanguageModel: Module {
  /// The logits of each next token: `tokens` Int64 [B, T] → [B, T, vocabularySize]. The logits at a position may depend
  /// on the tokens up to it and on nothing else; the scorer probes that.
  func callAsFunction(_ tokens: Tensor) -> Tensor
}

/// One experiment: how to build a model and how to train it. The file that conforms a type to it, marks it `@main` and
/// imports `Lab` is the whole program; clock, batches, seed, saving and scoring are the harness's.
public protocol Experiment {
  associatedtype Model: LanguageModel

  init()

  /// Builds the model with its initial weights. Layers put theirs on the run's device by themselves. Called under the seed
  /// of the run; called again, to be filled with saved weights, by the scorer.
  func makeModel(_ text: TextShape) -> Model

  /// Trains the model. The time from the call of `makeModel` to the return of this function is the budget: ask the run
  /// for batches until there are no more.
  func train(_ model: Model, _ run: TrainingRun)
}

extension Experiment {
  /// Runs the experiment as the parent process asked.
  public static func main() {
    Program(Self.self).run()
  }
}
