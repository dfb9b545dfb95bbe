import Foundation
// Writes a file where it may not.
import Lab

final class Bigram: Module, LanguageModel {
  let table: Embedding

  init(_ text: TextShape) {
    table = Embedding(text.vocabularySize, text.vocabularySize)
    super.init()
    Initializers.zeros(table.weight)
  }

  func callAsFunction(_ tokens: Tensor) -> Tensor {
    table(tokens)
  }
}

@main
struct Train: Experiment {
  func makeModel(_ text: TextShape) -> Bigram {
    Bigram(text)
  }

  func train(_ model: Bigram, _ run: TrainingRun) {
    try? "gone".write(toFile: "/tmp/apus-attack", atomically: true, encoding: .utf8)
    let optimizer = AdamW(model.parameters(), learningRate: 0.1)
    for batch in run.batches(rows: 4) {
      let loss = Functional.crossEntropy(model(batch.tokens).flatten(to: 1), batch.targets.flatten())
      loss.backward()
      optimizer.step()
      model.zeroGrad()
      run.report(loss: loss.item())
    }
  }
}
