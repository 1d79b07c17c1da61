/// The specs that `nncc init` prints.
enum Template: String, CaseIterable {
  /// Dense layers over a row of numbers.
  case mlp
  /// Convolutions over images.
  case cnn
  /// One block of layers, with one set of parameters, over two images.
  case shared
  /// A recurrent layer over sequences of numbers.
  case sequence
  /// A recurrent network that writes text.
  case text

  var text: String {
    switch self {
    case .mlp: Self.header + Self.mlpBody
    case .cnn: Self.header + Self.cnnBody
    case .shared: Self.header + Self.sharedBody
    case .sequence: Self.header + Self.sequenceBody
    case .text: Self.header + Self.textBody
    }
  }

  private static let header = "# yaml-language-server: $schema=nncc.schema.json\n"

  private static let mlpBody = """
    # Dense layers that tell 10 classes apart by 64 numbers.
    name: my_mlp
    input: [64]                  # one example, without the batch

    layers:                      # each reads the one above it
      - dense: {units: 128, activation: relu}
      - dense: {units: 64, activation: relu}
      - dense: {name: logits, units: 10}

    train:
      loss: {sparse_categorical_crossentropy: {from_logits: true}}
      optimizer: {adam: {learning_rate: 0.001}}
      batch_size: 32
      epochs: 10
      metrics: [accuracy]

    data:                        # paths are relative to this file
      train: {synthetic: {examples: 1024, classes: 10}}
      # train: {npy: {inputs: x_train.npy, targets: y_train.npy}}
      # test: {npy: {inputs: x_test.npy, targets: y_test.npy}}

    """

  private static let cnnBody = """
    # Convolutions that tell 10 classes of images apart.
    name: my_cnn
    input: [28, 28, 1]           # height, width, channels

    layers:
      - conv2d: {filters: 32, kernel_size: 3, padding: same, activation: relu}
      - max_pooling2d: {pool_size: 2}
      - conv2d: {filters: 64, kernel_size: 3, padding: same, activation: relu}
      - max_pooling2d: {pool_size: 2}
      - flatten
      - dense: {units: 128, activation: relu}
      - dropout: {keep_prob: 0.5}
      - dense: {name: logits, units: 10}

    train:
      loss: {sparse_categorical_crossentropy: {from_logits: true}}
      optimizer: {adam: {learning_rate: 0.001}}
      batch_size: 32
      epochs: 10
      metrics: [accuracy]

    data:
      train: {synthetic: {examples: 1024, classes: 10}}
      # MNIST's format, plain or .gz:
      # train: {idx: {images: train-images.gz, labels: train-labels.gz}}
      # test: {idx: {images: test-images.gz, labels: test-labels.gz}}
      # scale: 0.00392156862       # pixels from 0 … 255 to 0 … 1

    """

  private static let sharedBody = """
    # Two images through one filter: both uses of the block read the same parameters.
    name: my_shared
    inputs: {left: [28, 28, 1], right: [28, 28, 1]}

    blocks:
      image_filter:
        input: [28, 28, 1]
        layers:
          - conv2d: {name: conv1, filters: 16, kernel_size: 5, padding: same, activation: relu}
          - max_pooling2d: {pool_size: 2}
          - flatten
          - dense: {name: features, units: 32, activation: relu}

    layers:
      - image_filter: {name: a, inputs: left}
      - image_filter: {name: b, inputs: right, reuse: a}
      - concatenate: {inputs: [a, b]}
      - dense: {name: same, units: 1, activation: sigmoid}

    train:
      loss: binary_crossentropy
      optimizer: {adam: {learning_rate: 0.001}}
      batch_size: 32
      epochs: 10
      metrics: [accuracy]

    data:
      train: {synthetic: {examples: 1024}}
      # train: {npz: {path: pairs.npz, inputs: {left: left, right: right}, targets: same}}

    """

  private static let sequenceBody = """
    # A recurrent layer that tells 4 classes of sequences apart, 50 steps of 3 numbers each.
    name: my_sequence
    input: [50, 3]               # time, features

    layers:
      - lstm: {units: 64}        # gives what it ends with; return_sequences: true gives every step
      - dropout: {keep_prob: 0.8}
      - dense: {name: logits, units: 4}

    train:
      loss: {sparse_categorical_crossentropy: {from_logits: true}}
      optimizer: {adam: {learning_rate: 0.001, clipnorm: 1}}
      batch_size: 32
      epochs: 10
      metrics: [accuracy]

    data:
      train: {synthetic: {examples: 1024, classes: 4}}
      # train: {npy: {inputs: x_train.npy, targets: y_train.npy}}
      # Windows of a table's rows, split in order of time:
      # train: {csv: {path: days.csv, features: [a, b, c], targets: [a], window: 50, split: [0.7, 0.15, 0.15]}}
      # normalize: standard

    """

  private static let textBody = """
    # A recurrent network that learns a text byte by byte, and then writes on: nncc generate.
    name: my_text
    input: {shape: [64], dtype: int32}

    layers:
      - embedding: {input_dim: 256, output_dim: 64}
      - lstm: {units: 256, return_sequences: true, stateful: true}   # carried on from window to window
      - dense: {name: logits, units: 256}

    train:
      loss: {sparse_categorical_crossentropy: {from_logits: true}}
      optimizer: {adam: {learning_rate: 0.002, clipnorm: 5}}
      batch_size: 16
      epochs: 10
      metrics: [perplexity]
      sample: {every: 500, length: 200}      # what it would write, while it learns

    data:
      # 'level: char' takes the text's own characters; input_dim and units are then their number.
      train: {text: {path: my_text.txt, sequence_length: 64, level: byte}}

    """
}
