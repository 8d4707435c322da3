import TLB
import Testing

@Test func geometryIsReadLevelByLevel() throws {
    let hierarchy = try TLBSpec.parse("L1:48:48,L2:1280:5:plru".replacing(":plru", with: ""))
    #expect(hierarchy.levels.map(\.name) == ["L1", "L2"])
    #expect(hierarchy.levels.map(\.shape.sets) == [1, 256])
}
