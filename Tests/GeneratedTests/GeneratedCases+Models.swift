// Made by GeneratedCaseTests, with RECORD_GOLDENS=1.

import Generated
import NNCCRuntime

extension GeneratedCases {
  /// The generated type of each case.
  static let models: [String: BitEqualityTests.Results] = [
    "activation_elu": {
      try ActivationElu().results(on: $0, steps: $1)
    },
    "activation_gelu": {
      try ActivationGelu().results(on: $0, steps: $1)
    },
    "activation_gelu_approximate": {
      try ActivationGeluApproximate().results(on: $0, steps: $1)
    },
    "activation_layer_exponential": {
      try ActivationLayerExponential().results(on: $0, steps: $1)
    },
    "activation_layer_leaky_relu": {
      try ActivationLayerLeakyRelu().results(on: $0, steps: $1)
    },
    "activation_layer_log_softmax_axis": {
      try ActivationLayerLogSoftmaxAxis().results(on: $0, steps: $1)
    },
    "activation_layer_relu6": {
      try ActivationLayerRelu6().results(on: $0, steps: $1)
    },
    "activation_layer_selu": {
      try ActivationLayerSelu().results(on: $0, steps: $1)
    },
    "activation_of_dense_relu_threshold": {
      try ActivationOfDenseReluThreshold().results(on: $0, steps: $1)
    },
    "average_pooling2d_overlapping_same": {
      try AveragePooling2dOverlappingSame().results(on: $0, steps: $1)
    },
    "average_pooling2d_strides_1_same": {
      try AveragePooling2dStrides1Same().results(on: $0, steps: $1)
    },
    "bidirectional_backward_layer": {
      try BidirectionalBackwardLayer().results(on: $0, steps: $1)
    },
    "bidirectional_gru_ave": {
      try BidirectionalGRUAve().results(on: $0, steps: $1)
    },
    "bidirectional_simple_rnn": {
      try BidirectionalSimpleRNN().results(on: $0, steps: $1)
    },
    "bidirectional_simple_rnn_ave": {
      try BidirectionalSimpleRNNAve().results(on: $0, steps: $1)
    },
    "cell_clip": {
      try CellClip().results(on: $0, steps: $1)
    },
    "cell_clip_relu": {
      try CellClipRelu().results(on: $0, steps: $1)
    },
    "conv2d_channels_first_dilation_groups": {
      try Conv2dChannelsFirstDilationGroups().results(on: $0, steps: $1)
    },
    "conv2d_constraint_min_max_norm": {
      try Conv2dConstraintMinMaxNorm().results(on: $0, steps: $1)
    },
    "conv2d_dilation_2": {
      try Conv2dDilation2().results(on: $0, steps: $1)
    },
    "conv2d_groups_2": {
      try Conv2dGroups2().results(on: $0, steps: $1)
    },
    "conv2d_groups_strides": {
      try Conv2dGroupsStrides().results(on: $0, steps: $1)
    },
    "conv2d_two": {
      try Conv2dTwo().results(on: $0, steps: $1)
    },
    "ctc": {
      try CTC().results(on: $0, steps: $1)
    },
    "dense_regularizer_activity_softmax_output": {
      try DenseRegularizerActivitySoftmaxOutput().results(on: $0, steps: $1)
    },
    "dense_regularizer_kernel_orthogonal_columns": {
      try DenseRegularizerKernelOrthogonalColumns().results(on: $0, steps: $1)
    },
    "dense_regularizer_kernel_orthogonal_rows": {
      try DenseRegularizerKernelOrthogonalRows().results(on: $0, steps: $1)
    },
    "dropout_cnn": {
      try DropoutCNN().results(on: $0, steps: $1)
    },
    "global_max_pooling1d": {
      try GlobalMaxPooling1d().results(on: $0, steps: $1)
    },
    "gru_constraints": {
      try GRUConstraints().results(on: $0, steps: $1)
    },
    "gru_reset_before_activations": {
      try GRUResetBeforeActivations().results(on: $0, steps: $1)
    },
    "inputs_two_outputs_two": {
      try InputsTwoOutputsTwo().results(on: $0, steps: $1)
    },
    "local_response_normalization": {
      try LocalResponseNormalization().results(on: $0, steps: $1)
    },
    "loss_binary_crossentropy_from_logits_label_smoothing": {
      try LossBinaryCrossentropyFromLogitsLabelSmoothing().results(on: $0, steps: $1)
    },
    "loss_categorical_crossentropy_from_logits_label_smoothing": {
      try LossCategoricalCrossentropyFromLogitsLabelSmoothing().results(on: $0, steps: $1)
    },
    "loss_cosine_similarity": {
      try LossCosineSimilarity().results(on: $0, steps: $1)
    },
    "loss_hinge": {
      try LossHinge().results(on: $0, steps: $1)
    },
    "loss_huber": {
      try LossHuber().results(on: $0, steps: $1)
    },
    "loss_kl_divergence": {
      try LossKlDivergence().results(on: $0, steps: $1)
    },
    "loss_mae": {
      try LossMae().results(on: $0, steps: $1)
    },
    "loss_poisson": {
      try LossPoisson().results(on: $0, steps: $1)
    },
    "loss_sparse_categorical_crossentropy_from_logits_label_smoothing": {
      try LossSparseCategoricalCrossentropyFromLogitsLabelSmoothing().results(on: $0, steps: $1)
    },
    "lstm_activation_silu": {
      try LSTMActivationSilu().results(on: $0, steps: $1)
    },
    "lstm_dropout": {
      try LSTMDropout().results(on: $0, steps: $1)
    },
    "mask_zero_global_average_pooling": {
      try MaskZeroGlobalAveragePooling().results(on: $0, steps: $1)
    },
    "masking_prelu": {
      try MaskingPrelu().results(on: $0, steps: $1)
    },
    "merge_minimum_three": {
      try MergeMinimumThree().results(on: $0, steps: $1)
    },
    "num_proj": {
      try NumProj().results(on: $0, steps: $1)
    },
    "num_proj_bidirectional": {
      try NumProjBidirectional().results(on: $0, steps: $1)
    },
    "num_proj_peepholes_cell_clip": {
      try NumProjPeepholesCellClip().results(on: $0, steps: $1)
    },
    "one_hot_softmax": {
      try OneHotSoftmax().results(on: $0, steps: $1)
    },
    "optimizer_adadelta": {
      try OptimizerAdadelta().results(on: $0, steps: $1)
    },
    "optimizer_adagrad_weight_decay": {
      try OptimizerAdagradWeightDecay().results(on: $0, steps: $1)
    },
    "optimizer_adam_everything": {
      try OptimizerAdamEverything().results(on: $0, steps: $1)
    },
    "optimizer_adamax": {
      try OptimizerAdamax().results(on: $0, steps: $1)
    },
    "optimizer_ftrl": {
      try OptimizerFtrl().results(on: $0, steps: $1)
    },
    "optimizer_nadam": {
      try OptimizerNadam().results(on: $0, steps: $1)
    },
    "optimizer_rmsprop": {
      try OptimizerRmsprop().results(on: $0, steps: $1)
    },
    "peepholes_backwards": {
      try PeepholesBackwards().results(on: $0, steps: $1)
    },
    "pooling_after_relu": {
      try PoolingAfterRelu().results(on: $0, steps: $1)
    },
    "simple_rnn_activation_softmax": {
      try SimpleRNNActivationSoftmax().results(on: $0, steps: $1)
    },
    "state_encoder_decoder": {
      try StateEncoderDecoder().results(on: $0, steps: $1)
    },
  ]
}
