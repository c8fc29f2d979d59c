// One import for those who use the library: networks, data, processes and training.
@_exported public import Datasets
@_exported public import Models
@_exported public import Parallel
@_exported public import Training
