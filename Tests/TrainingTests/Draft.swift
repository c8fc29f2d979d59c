import Testing

@Test func draft() { #expect(1 + 1 == 2) }
