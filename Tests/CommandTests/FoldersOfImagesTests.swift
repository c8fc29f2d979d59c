import Testing

/// The guide about folders of images, whose commands make the images too.
@Suite("the guide about folders of images")
struct FoldersOfImagesTests {
  @Test("prints what its page shows")
  func commands() throws {
    let page = try GuidePage("FoldersOfImages")
    #expect(page.steps.count > 7)
    try page.expectOutput()
  }
}
