import NNCCEngine

extension Specs {
  /// A text of 456 characters, some of them not ASCII.
  static let fable = """
    Once when a lion was asleep a little mouse began running up and down upon him; this soon wakened the lion, who
    placed his huge paw upon him, and opened his big jaws to swallow him. “Pardon, O king,” cried the little mouse:
    “forgive me this time, I shall never forget it: who knows but what I may be able to do you a turn some of these
    days?” The lion was so tickled at the idea of the mouse being able to help him, that he lifted up his paw and let
    him go…
    """

  static let fableSize = TextVocabulary(TextLevel.char.characters(of: fable), level: .char).count

  /// A text model of `fable.txt` in batches of 4 windows of 8 characters.
  static func text(
    epochs: Int = 2, layer: String = "simple_rnn: {units: 6, return_sequences: true}", batchSize: Int = 4,
    train: String = "", data: String = ""
  ) -> String {
    """
    name: tiny_text
    input: {shape: [8], dtype: int32}
    layers:
      - one_hot: {depth: \(fableSize)}
      - \(layer)
      - dense: {units: \(fableSize)}
    train:
      loss: {sparse_categorical_crossentropy: {from_logits: true}}
      optimizer: {adam: {learning_rate: 0.01}}
      batch_size: \(batchSize)
      epochs: \(epochs)
      metrics: [perplexity]
      \(train)
    data:
      train: {text: {path: fable.txt, sequence_length: 8}}
      \(data)
    """
  }
}
