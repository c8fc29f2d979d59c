// One import for those who use the library: networks, data, processes and training.
@_exported public import Datasets
@_exported public import Engine
@_exported public import KerasFormat
@_exported public import Layers
@_exported public import Parallel
@_exported public import Training
