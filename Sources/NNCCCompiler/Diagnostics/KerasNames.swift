/// Words of Keras 3 that nncc has nothing under: none is a typing mistake for another word.
package enum KerasNames {
  /// Whether a name is one of them, however it is spelled.
  static func contains(_ name: String) -> Bool { words.contains(folded(name)) }

  /// By their letters and digits alone, in lower case.
  package static let words: Set<String> = Set(
    [layers, activations, losses, metrics, optimizers, training].flatMap { $0.split(whereSeparator: \.isWhitespace) }
      .map { folded(String($0)) })

  /// A name as `words` has it.
  package static func folded(_ name: String) -> String { String(String.UnicodeScalarView(foldedWord(name))) }

  private static let layers = """
    conv1d conv3d depthwise_conv1d depthwise_conv2d separable_conv1d separable_conv2d conv1d_transpose \
    conv2d_transpose conv3d_transpose max_pooling1d max_pooling3d average_pooling1d average_pooling3d max_pool1d \
    max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d adaptive_max_pooling2d adaptive_average_pooling2d \
    batch_normalization layer_normalization group_normalization rms_normalization unit_normalization \
    spectral_normalization normalization attention additive_attention multi_head_attention group_query_attention \
    grouped_query_attention spatial_dropout1d spatial_dropout2d spatial_dropout3d gaussian_dropout gaussian_noise \
    alpha_dropout activity_regularization permute repeat_vector cropping1d cropping2d cropping3d up_sampling1d \
    up_sampling2d up_sampling3d zero_padding1d zero_padding2d zero_padding3d dot rescaling resizing lambda \
    conv_lstm1d conv_lstm2d conv_lstm3d einsum_dense stacked_rnn_cells center_crop random_crop random_flip \
    random_rotation random_zoom random_translation discretization hashing category_encoding string_lookup \
    integer_lookup text_vectorization mel_spectrogram
    """

  private static let activations = """
    celu glu hard_shrink hard_silu hard_swish hard_tanh log_sigmoid mish soft_shrink sparse_plus sparse_sigmoid \
    sparsemax squareplus tanh_shrink
    """

  private static let losses = """
    binary_focal_crossentropy categorical_focal_crossentropy categorical_generalized_cross_entropy categorical_hinge \
    circle dice log_cosh mean_absolute_percentage_error mean_squared_logarithmic_error mape msle squared_hinge \
    tversky
    """

  private static let metrics = """
    auc binary_accuracy categorical_accuracy sparse_categorical_accuracy concordance_correlation f1_score \
    fbeta_score false_negatives false_positives true_negatives true_positives recall precision_at_recall \
    recall_at_precision sensitivity_at_specificity specificity_at_sensitivity iou mean_iou binary_iou one_hot_iou \
    one_hot_mean_iou pearson_correlation r2_score rmse root_mean_squared_error top_k_categorical_accuracy \
    sparse_top_k_categorical_accuracy
    """

  private static let optimizers = "adafactor lamb lion muon loss_scale_optimizer"

  private static let training = """
    class_weight sample_weight validation_data validation_steps validation_freq steps_per_epoch initial_epoch \
    callbacks reduce_lr_on_plateau model_checkpoint verbose jit_compile run_eagerly weighted_metrics \
    gradient_accumulation_steps use_ema ema_momentum
    """
}
