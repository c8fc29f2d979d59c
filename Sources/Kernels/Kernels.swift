@_exported public import KernelInterface

/// The kernels of the instruction set that was chosen when the program started.
///
/// A call goes through the set's table of functions, once for a whole buffer.
package let kernels: any KernelSet.Type = InstructionSet.chosen.kernels
