import Foundation

/// Loads a C function from the first of several libraries that is installed, and makes the library
/// compute with one thread.
///
/// - Parameters:
///   - name: The function's name.
///   - files: The libraries' file names.
///   - setter: The name of the function that sets the number of threads; a library may lack it.
/// - Returns: The function, whose type the caller answers for; nil where no library is installed.
@unsafe
func systemFunction<Function>(
  _ name: String, in files: [String], threadCountSetter setter: String
) -> Function? {
  typealias SetThreadCount = @convention(c) (Int32) -> Void
  for file in files {
    guard let library = unsafe dlopen(file, RTLD_NOW | RTLD_LOCAL),
      let function = unsafe dlsym(library, name)
    else { continue }
    if let setter = unsafe dlsym(library, setter) {
      unsafe unsafeBitCast(setter, to: SetThreadCount.self)(1)
    }
    return unsafe unsafeBitCast(function, to: Function.self)
  }
  return nil
}
