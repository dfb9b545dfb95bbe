// Puts its own function where C looks for one.
import Lab

@c(malloc)
func forged(_ size: Int) -> Int { size }

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
