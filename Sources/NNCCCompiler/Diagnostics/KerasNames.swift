/// What Keras 3 calls its own: a word of these that nncc lacks is no typing mistake for one that it has.
enum KerasNames {
  /// Whether Keras has a word, by its letters and digits alone in lower case.
  static func contains(_ folded: String) -> Bool { words.contains(folded) }

  private static let words: Set<String> = Set(
    [layers, activations, losses, metrics, optimizers, training].flatMap { $0.split(whereSeparator: \.isWhitespace) }
      .map { $0.filter { $0 != "_" } })

  private static let layers = """
    conv1d conv2d conv3d depthwise_conv1d depthwise_conv2d separable_conv1d separable_conv2d conv1d_transpose \
    conv2d_transpose conv3d_transpose max_pooling1d max_pooling2d max_pooling3d average_pooling1d average_pooling2d \
    average_pooling3d max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d adaptive_max_pooling2d \
    adaptive_average_pooling2d global_max_pooling1d global_max_pooling2d global_max_pooling3d \
    global_average_pooling1d global_average_pooling2d global_average_pooling3d batch_normalization \
    layer_normalization group_normalization rms_normalization unit_normalization spectral_normalization normalization \
    attention additive_attention multi_head_attention group_query_attention grouped_query_attention \
    spatial_dropout1d spatial_dropout2d spatial_dropout3d gaussian_dropout gaussian_noise alpha_dropout \
    activity_regularization permute repeat_vector cropping1d cropping2d cropping3d up_sampling1d up_sampling2d \
    up_sampling3d zero_padding1d zero_padding2d zero_padding3d dot rescaling resizing lambda identity \
    conv_lstm1d conv_lstm2d conv_lstm3d einsum_dense stacked_rnn_cells center_crop random_crop random_flip \
    random_rotation random_zoom random_translation discretization hashing category_encoding string_lookup \
    integer_lookup text_vectorization mel_spectrogram
    """

  private static let activations = """
    celu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu log_sigmoid log_softmax mish relu \
    relu6 selu sigmoid silu softmax soft_shrink softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus \
    swish tanh tanh_shrink threshold
    """

  private static let losses = """
    binary_focal_crossentropy categorical_focal_crossentropy categorical_generalized_cross_entropy categorical_hinge \
    circle dice huber log_cosh mean_absolute_percentage_error mean_squared_logarithmic_error mape msle squared_hinge \
    tversky
    """

  private static let metrics = """
    auc binary_accuracy binary_crossentropy categorical_accuracy sparse_categorical_accuracy concordance_correlation \
    cosine_similarity f1_score fbeta_score false_negatives false_positives true_negatives true_positives precision \
    recall precision_at_recall recall_at_precision sensitivity_at_specificity specificity_at_sensitivity iou mean_iou \
    binary_iou one_hot_iou one_hot_mean_iou pearson_correlation r2_score rmse root_mean_squared_error \
    top_k_categorical_accuracy sparse_top_k_categorical_accuracy
    """

  private static let optimizers = "adafactor lamb lion muon loss_scale_optimizer"

  private static let training = """
    class_weight sample_weight validation_data validation_steps validation_freq steps_per_epoch initial_epoch \
    callbacks early_stopping reduce_lr_on_plateau model_checkpoint verbose jit_compile run_eagerly weighted_metrics \
    gradient_accumulation_steps use_ema ema_momentum
    """
}
