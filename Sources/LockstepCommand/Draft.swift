@main
struct Draft {
  static func main() {}
}
