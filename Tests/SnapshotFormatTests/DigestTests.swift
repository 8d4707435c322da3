import SnapshotFormat
import Testing

struct DigestTests {
    @Test func `The digest of abc is the published one (FIPS 180-4)`() {
        var digest = Digest()
        digest.update(Array("a".utf8))
        digest.update(Array("bc".utf8))
        #expect(digest.hexadecimal() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
