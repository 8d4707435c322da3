import Foundation
import Testing

/// `linmap verify` on a small host whose tables were walked.
@Suite struct VerifyTests {
    /// The host's map: 2 GiB with the image's alias at 0x40210000, `rodata=on` on 6.12.
    static let walk = """
        # linmap-walk 1
        granule 4096
        va-bits 48
        0x40000000-0x40200000 2097152 - valid rw
        0x40200000-0x40210000 4096 contiguous valid rw
        0x40210000-0x40400000 4096 - valid ro
        0x40400000-0x41800000 2097152 - valid ro
        0x41800000-0x41880000 4096 - valid ro
        0x41880000-0x41a00000 4096 contiguous valid rw
        0x41a00000-0x42000000 2097152 - valid rw
        0x42000000-0x80000000 2097152 contiguous valid rw
        0x80000000-0xc0000000 1073741824 - valid rw
        # end

        """

    private func verify(_ walk: String?, _ options: [String] = []) throws -> Run {
        let folder = try Workspace()
        let tar = try folder.write("host.tar", Host.mainline.with("linmap/linear-map", walk).tar.bytes)
        return try linmap(["verify"] + options + [tar])
    }

    @Test func `tables as predicted agree`() throws {
        let run = try verify(Self.walk)
        #expect(run.status == 0, "\(run.text)\(run.errorText)")
        #expect(run.text.contains("  compared   2 GiB\n  differing  0 B\n  agrees\n"))
    }

    @Test func `other tables disagree, with status 1`() throws {
        let run = try verify(
            Self.walk.replacing("0x80000000-0xc0000000 1073741824 -", with: "0x80000000-0xc0000000 4096 -"))
        #expect(run.status == 1)
        #expect(run.text.contains("1 GiB: not explained") && run.text.contains("DISAGREES"))
    }

    @Test func `the document has what linmap(1) says`() throws {
        let unread = Self.walk.replacing(
            "0x80000000-0xc0000000 1073741824 - valid rw", with: "0x80000000-0xc0000000 - unread")
        let run = try verify(unread, ["--format", "json"])
        #expect(run.status == 0)
        let document = try #require(run.json)
        #expect(document["schema"] as? String == "linmap.verify/1")
        #expect(document["agrees"] as? Bool == true)
        let seen = try #require((document["observations"] as? [[String: Any]])?.first)
        #expect(seen["source"] as? String == "linmap/linear-map")
        #expect(seen["bytesUnread"] as? Int == 1 << 30)
        #expect(seen["bytesCompared"] as? Int == 1 << 30)
        #expect(seen["bytesDiffering"] as? Int == 0)
        #expect(seen["decisive"] as? Bool == true && seen["cutOff"] as? Bool == false)
        let coverage = try #require(seen["coverage"] as? [[String: String]])
        #expect(coverage.map { $0["start"] } == ["0x0", "0xc0000000"])
        #expect((seen["segments"] as? [Any])?.count == 8)
        #expect((seen["differences"] as? [Any])?.isEmpty == true)
        #expect(!run.text.contains(": null"))
    }

    @Test func `without anything that shows the tables there is nothing to say`() throws {
        let run = try verify(nil)
        #expect(run.status == 65 && run.output.isEmpty)
        #expect(run.errorText.contains("shows nothing of the real tables"))
    }

    @Test func `a damaged walk is told in one line`() throws {
        let run = try verify(Self.walk.replacing("0x42000000-0x8", with: "0x43000000-0x4"))
        #expect(run.status == 65)
        #expect(run.errorText.contains("linmap/linear-map:11: end before start"))
        #expect(run.errorText.split(separator: "\n").count == 1)
    }
}
