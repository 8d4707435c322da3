import LabCheck
import Testing

@Suite("The lab's own reader of the probe's walk")
struct ProbeWalkTests {
    @Test("every column is read") func columns() throws {
        let walk = try ProbeWalk(
            """
            # linmap-walk 1
            granule 4096
            va-bits 48
            levels 4
            tables 1 1 2 3
            unread 1
            mismatched 0
            milliseconds 154
            0x0000000040000000-0x0000000040200000 4096 contiguous valid rw
            0x0000000040200000-0x0000000080000000 2097152 - invalid ro
            0x0000000080000000-0x0000000080200000 - unread
            # end

            """)
        #expect(walk.tables == [1, 1, 2, 3])
        #expect(walk.runs.count == 2)
        #expect(walk.runs[0].leaf.contiguous && walk.runs[0].valid && !walk.runs[0].readOnly)
        #expect(!walk.runs[1].leaf.contiguous && !walk.runs[1].valid && walk.runs[1].readOnly)
        #expect(walk.unread.map(\.size) == [0x20_0000])
    }

    @Test(
        "a damaged text is refused",
        arguments: [
            "", "# linmap-walk 2\n# end\n", "# linmap-walk 1\n", "# linmap-walk 1\ncolour 3\n# end\n",
            "# linmap-walk 1\n0x2000-0x1000 4096 - valid rw\n# end\n",
            "# linmap-walk 1\n0x1000-0x2000 4096 - valid\n# end\n",
            "# linmap-walk 1\n0x3000-0x4000 4096 - valid rw\n0x1000-0x2000 4096 - valid rw\n# end\n",
        ])
    func damaged(_ text: String) {
        #expect(throws: LabProblem.self) { try ProbeWalk(text) }
    }
}
