"""The LSTM cell of TensorFlow 1's `LSTMCell`, which Keras has not, with Keras's parameters and gate order."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable("nncc")
class PeepholeLSTMCell(layers.LSTMCell):
    """An LSTM cell with peepholes, a limit on the cell's state, and a projection of its output.

    With peepholes (Graves, ICASSP 2013) the gates i and f see c(t-1) and o sees c(t), each through its row of
    `peephole_kernel` [3, units]. The state is clipped to ±`cell_clip` before o and the output read it. The
    output, which is also what recurs, is then multiplied by `projection_kernel` [units, num_proj].
    """

    def __init__(self, units, use_peepholes=False, cell_clip=None, num_proj=None, **options):
        super().__init__(units, **options)
        self.use_peepholes = use_peepholes
        self.cell_clip = cell_clip
        self.num_proj = num_proj
        self.output_size = num_proj or units
        self.state_size = [self.output_size, units]

    def build(self, input_shape):
        layers.Layer.build(self, input_shape)
        for name, rows in (("kernel", input_shape[-1]), ("recurrent_kernel", self.output_size)):
            group = "recurrent" if name == "recurrent_kernel" else "kernel"
            weight = self.add_weight(
                name=name,
                shape=(rows, 4 * self.units),
                initializer=getattr(self, f"{group}_initializer"),
                regularizer=getattr(self, f"{group}_regularizer"),
                constraint=getattr(self, f"{group}_constraint"),
            )
            setattr(self, name, weight)
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(4 * self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        if self.use_peepholes:
            self.peephole_kernel = self.add_weight(name="peephole_kernel", shape=(3, self.units))
        if self.num_proj:
            self.projection_kernel = self.add_weight(
                name="projection_kernel", shape=(self.units, self.num_proj)
            )

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel)
        if self.use_bias:
            z = z + self.bias
        i, f, candidate, o = ops.split(z, 4, axis=-1)
        if self.use_peepholes:
            i = i + c * self.peephole_kernel[0]
            f = f + c * self.peephole_kernel[1]
        c = self.recurrent_activation(f) * c + self.recurrent_activation(i) * self.activation(candidate)
        if self.cell_clip:
            c = ops.clip(c, -self.cell_clip, self.cell_clip)
        if self.use_peepholes:
            o = o + c * self.peephole_kernel[2]
        h = self.recurrent_activation(o) * self.activation(c)
        if self.num_proj:
            h = ops.matmul(h, self.projection_kernel)
        return h, [h, c]

    def get_config(self):
        own = {name: getattr(self, name) for name in ("use_peepholes", "cell_clip", "num_proj")}
        return super().get_config() | own
