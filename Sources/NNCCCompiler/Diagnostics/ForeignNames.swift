/// What other frameworks and other habits call things of a spec, for 'did you mean' where spelling is no help.
enum ForeignNames {
  /// Names of the language that a word may stand for, by its letters and digits alone in lower case.
  static func meanings(of folded: String) -> [String] { table[folded] ?? [] }

  private static let table: [String: [String]] = [
    // Layers
    "fc": ["dense"], "fullyconnected": ["dense"], "innerproduct": ["dense"], "affine": ["dense"],
    "conv": ["conv2d"], "convolution": ["conv2d"], "convolution2d": ["conv2d"],
    "maxpool": ["max_pooling2d"], "maxpool2d": ["max_pooling2d"], "maxpool1d": ["max_pooling1d"],
    "avgpool": ["average_pooling2d"], "avgpool2d": ["average_pooling2d"],
    "avgpool1d": ["average_pooling1d"], "pool": ["pooling"],
    "globalavgpool": ["global_average_pooling2d"], "globalavgpool2d": ["global_average_pooling2d"],
    "globalmaxpool2d": ["global_max_pooling2d"], "adaptiveavgpool2d": ["global_average_pooling2d"],
    "bn": ["batch_normalization"], "batchnorm": ["batch_normalization"],
    "batchnorm1d": ["batch_normalization"], "batchnorm2d": ["batch_normalization"],
    "layernorm": ["layer_normalization"], "groupnorm": ["group_normalization"],
    "rmsnorm": ["rms_normalization"], "deconv2d": ["conv2d_transpose"],
    "convtranspose2d": ["conv2d_transpose"], "upsample": ["up_sampling2d"], "view": ["reshape"],
    "concat": ["concatenate"], "cat": ["concatenate"], "sum": ["add"], "mul": ["multiply"],
    "sub": ["subtract"], "rnn": ["simple_rnn"],
    "basicrnn": ["simple_rnn"], "basicrnncell": ["simple_rnn"], "simplernncell": ["simple_rnn"],
    "basiclstm": ["lstm"], "basiclstmcell": ["lstm"], "lstmcell": ["lstm"], "grucell": ["gru"],
    "onehotencoding": ["one_hot"], "lookup": ["embedding"],
    // Hyperparameters
    "numoutputs": ["filters", "units"], "outfeatures": ["units"], "outchannels": ["filters"],
    "numfilters": ["filters"], "hiddensize": ["units"], "ksize": ["kernel_size", "pool_size"],
    "kernel": ["kernel_size"], "dilation": ["dilation_rate"], "bias": ["use_bias"],
    "p": ["rate"], "dropout": ["rate"], "dim": ["axis"], "shape": ["target_shape"],
    "inputshape": ["input"], "nonlinearity": ["activation"], "weightinitializer": ["kernel_initializer"],
    "lr": ["learning_rate"], "betas": ["beta_1"], "eps": ["epsilon"],
    "clipgradnorm": ["global_clipnorm"], "every": ["every_epochs"], "maxtokeep": ["keep"],
    "criterion": ["loss"], "iterations": ["steps"], "maxsteps": ["steps"], "minibatchsize": ["batch_size"],
    "val": ["validation"], "valid": ["validation"], "dev": ["validation"], "eval": ["test"],
    "x": ["inputs"], "y": ["targets"], "labels": ["targets"], "images": ["inputs"],
    // Names within them
    "xavier": ["glorot_uniform"], "xavieruniform": ["glorot_uniform"], "xaviernormal": ["glorot_normal"],
    "kaiming": ["he_uniform"], "kaiminguniform": ["he_uniform"], "kaimingnormal": ["he_normal"],
    "gaussian": ["random_normal"], "logistic": ["sigmoid"], "lrelu": ["leaky_relu"],
    "crossentropy": ["sparse_categorical_crossentropy"],
    "softmaxcrossentropy": ["categorical_crossentropy"],
    "crossentropyloss": ["sparse_categorical_crossentropy"], "nll": ["sparse_categorical_crossentropy"],
    "bceloss": ["binary_crossentropy"], "mseloss": ["mean_squared_error"],
    "l1loss": ["mean_absolute_error"], "average": ["avg"], "mean": ["avg"], "maximum": ["max"],
    "nhwc": ["channels_last"], "nchw": ["channels_first"], "zscore": ["standard"],
    "float": ["float32"], "int": ["int32"], "gradientdescent": ["sgd"], "momentum": ["sgd"],
  ]
}
