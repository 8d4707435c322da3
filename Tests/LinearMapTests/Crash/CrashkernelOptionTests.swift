import Arm64
import Testing

@testable import LinearMap

@Suite("crashkernel= is read as the kernel reads it")
struct CrashkernelOptionTests {
    private static let ram: UInt64 = 8 << 30
    private static let M: UInt64 = 1 << 20

    private func read(_ line: String, _ version: KernelVersion, ram: UInt64 = ram)
        -> CrashkernelOption.Verdict
    {
        CrashkernelOption(line, version: version, systemRAM: ram).verdict
    }

    private func request(_ line: String, _ version: KernelVersion = v(7, 3), ram: UInt64 = ram)
        -> CrashkernelOption.Request?
    {
        if case .request(let request) = read(line, version, ram: ram) { request } else { nil }
    }

    private func refusal(_ line: String, _ version: KernelVersion = v(7, 3), ram: UInt64 = ram) -> String? {
        if case .refused(let logged, _) = read(line, version, ram: ram) { logged ?? "(silent)" } else { nil }
    }

    @Test("sizes: decimal, hexadecimal, octal, with one suffix letter")
    func sizes() {
        for (text, size) in [
            ("256M", 256 * Self.M), ("0x10000000", 256 * Self.M), ("01000", 512), ("1g", 1 << 30),
            ("4096", 4096),
            ("1048576K", 1 << 30),
        ] { #expect(request("crashkernel=\(text)")?.size == size, "\(text)") }
    }

    @Test("an offset, and an empty one")
    func offsets() {
        #expect(request("crashkernel=256M@0x50000000")?.base == 0x5000_0000)
        #expect(request("crashkernel=256M@")?.base == 0)
    }

    @Test("a list of ranges: the first that holds the memory, rounded up to 128 MiB from 6.0 on")
    func ranges() {
        let list = "crashkernel=1G-4G:192M,4G-64G:256M,64G-:512M"
        #expect(request(list)?.size == 256 * Self.M)
        #expect(request(list, ram: 2 << 30)?.size == 192 * Self.M)
        #expect(request(list, ram: 4 << 40)?.size == 512 * Self.M)
        #expect(request(list, ram: (4 << 30) - 4096)?.size == 256 * Self.M)
        #expect(request(list, v(5, 10, 262), ram: (4 << 30) - 4096)?.size == 192 * Self.M)
        #expect(request("\(list)@0x60000000")?.base == 0x6000_0000)
        #expect(refusal(list, ram: 768 << 20) == "crashkernel size resulted in zero bytes")
        // The last size is as large as the memory: the kernel refuses the list on its way.
        #expect(refusal(list, ram: 512 << 20) == "crashkernel: invalid size")
    }

    @Test("what the kernel says of nonsense")
    func nonsense() {
        for (line, logged) in [
            ("crashkernel=", "crashkernel: memory value expected"),
            ("crashkernel=auto", "crashkernel: memory value expected"),
            ("crashkernel=256MB", "crashkernel: unrecognized char: B"),
            ("crashkernel=256M,middle", "crashkernel: unrecognized char: ,"),
            ("crashkernel=1G-2G", "crashkernel: unrecognized char: -"),
            ("crashkernel=4G-2G:256M", "crashkernel: end <= start"),
            ("crashkernel=1G:256M", "crashkernel: '-' expected"),
            ("crashkernel=1G-64G:9G", "crashkernel: invalid size"),
            ("crashkernel=1G-64G:256M@", "crashkernel: Memory value expected after '@'"),
            ("crashkernel=0M", "(silent)"), ("crashkernel=,high", "crashkernel: memory value expected"),
            ("crashkernel=1G,high crashkernel=x,low", "crashkernel: memory value expected"),
            ("crashkernel=1G@x,high", "crashkernel: unrecognized char: @"),
        ] { #expect(refusal(line) == logged, "\(line)") }
    }

    @Test("the last one wins, and a plain one hides ,high and ,low")
    func precedence() {
        #expect(request("crashkernel=1G crashkernel=256M")?.size == 256 * Self.M)
        #expect(request("crashkernel=256M crashkernel=1G,high")?.isHigh == false)
        #expect(request("crashkernel=1G,high crashkernel=2G,high")?.size == 2 << 30)
        #expect(refusal("crashkernel=256M crashkernel=x") == "crashkernel: memory value expected")
    }

    @Test(",high and ,low mean something from 5.19 on")
    func high() {
        #expect(read("crashkernel=1G,high", v(5, 18, 19)) == .absent)
        #expect(request("crashkernel=1G,high", v(5, 19))?.isHigh == true)
        #expect(request("crashkernel=1G,high", v(5, 19))?.lowSize == nil)
        #expect(request("crashkernel=1G,high crashkernel=0,low")?.lowSize == 0)
        #expect(read("crashkernel=64M,low", v(7, 3)) == .absent)
    }

    @Test(",cma is nonsense to 6.16, ignored to 7.2, and reserved from 7.3 on")
    func cma() {
        #expect(
            refusal("crashkernel=256M crashkernel=1G,cma", v(6, 16)) == "crashkernel: unrecognized char: ,")
        #expect(request("crashkernel=256M crashkernel=1G,cma", v(6, 17))?.cmaSize == 0)
        #expect(request("crashkernel=256M crashkernel=1G,cma", v(7, 3))?.cmaSize == 1 << 30)
        #expect(request("crashkernel=256M crashkernel=x,cma", v(7, 3))?.cmaSize == 0)
        #expect(read("crashkernel=1G,cma", v(7, 3)) == .absent)
    }

    @Test("the text is searched for, not the parameter")
    func rawSearch() {
        #expect(request("foo.crashkernel=256M")?.size == 256 * Self.M)
        #expect(request("init=/bin/sh -- crashkernel=256M")?.size == 256 * Self.M)
        #expect(refusal("\"crashkernel=256M\"") == "crashkernel: unrecognized char: \"")
        #expect(read("crash_kernel=256M", v(7, 3)) == .absent)
    }

    @Test("from 6.12 on nobody gets all memory")
    func allMemory() {
        #expect(request("crashkernel=8G", v(6, 11))?.size == 8 << 30)
        #expect(refusal("crashkernel=8G", v(6, 12)) == "(silent)")
    }
}
