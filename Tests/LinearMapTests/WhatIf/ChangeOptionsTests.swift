import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("Changes as a user writes them")
struct ChangeOptionsTests {
    private func refusal(_ edit: (inout ChangeOptions) -> Void) -> String? {
        var options = ChangeOptions()
        edit(&options)
        do {
            _ = try options.changes
            return nil
        } catch {
            #expect(error.isUsage && !error.text.contains("\n"))
            return error.text
        }
    }

    private func changes(_ edit: (inout ChangeOptions) -> Void) throws -> [Change] {
        var options = ChangeOptions()
        edit(&options)
        return try options.changes
    }

    @Test("each option becomes a change")
    func each() throws {
        let all = try changes {
            $0.set = ["rodata=on", "crashkernel=1G,high", "crashkernel=64M,low"]
            $0.unset = ["debug_pagealloc"]
            $0.kernel = ["v6.12"]
            $0.midr = ["neoverse-v3"]
            $0.config = ["CONFIG_KFENCE=n", "KFENCE=n"]
            $0.pageSize = ["64k"]
        }
        #expect(
            all == [
                .set(key: "rodata", value: "on"), .set(key: "crashkernel", value: "1G,high"),
                .add(key: "crashkernel", value: "64M,low"), .unset(key: "debug_pagealloc"),
                .kernel(v(6, 12)), .core(MIDR(0x410f_d842)), .config(symbol: "KFENCE", value: "n"),
                .pageSize(.k64),
            ])
        #expect(try changes { $0.kernel = ["6.1.176", "kdump-series"] }.count == 2)
    }

    @Test("what no host could have is refused")
    func refused() {
        #expect(refusal { $0.set = ["rodat=on"] }?.contains("rodat") == true)
        #expect(refusal { $0.set = ["mem=4G"] }?.contains("not simulated") == true)
        #expect(refusal { $0.set = ["rodata=on debug"] }?.contains("blanks") == true)
        #expect(refusal { $0.unset = ["quiet"] }?.contains("quiet") == true)
        #expect(refusal { $0.config = ["USB=y"] }?.contains("CONFIG_USB") == true)
        #expect(refusal { $0.config = ["KFENCE=m"] }?.contains("y or n") == true)
        #expect(refusal { $0.config = ["KFENCE_NUM_OBJECTS=70000"] }?.contains("65535") == true)
        #expect(refusal { $0.config = ["ARM64_64K_PAGES=y"] }?.contains("--page-size") == true)
        #expect(refusal { $0.pageSize = ["32K"] }?.contains("32K") == true)
    }

    @Test("contradictions are refused")
    func contradictions() {
        #expect(refusal { $0.set = ["rodata=on", "rodata=off"] }?.contains("contradict") == true)
        #expect(refusal { $0.set = ["crashkernel=1G", "crashkernel=2G"] }?.contains("contradict") == true)
        #expect(
            refusal {
                $0.set = ["rodata=on"]
                $0.unset = ["rodata"]
            }?.contains("contradict") == true)
        #expect(refusal { $0.kernel = ["6.1", "6.12"] }?.contains("contradict") == true)
        #expect(refusal { $0.midr = ["0x410fd842", "a72"] }?.contains("contradict") == true)
        #expect(refusal { $0.config = ["KFENCE=n", "KFENCE=y"] }?.contains("contradict") == true)
        #expect(refusal { $0.pageSize = ["4K", "16K"] }?.contains("contradict") == true)
        #expect(refusal { $0.set = ["rodata=on", "rodata=on"] } == nil)
    }

    @Test("a version that was never released, or is not known")
    func versions() {
        for (text, why) in [
            ("6.20", "never released"), ("5.20.1", "never released"), ("7.4", "not released yet"),
            ("9.0", "not released yet"), ("4.11", "begin with 4.12"), ("3.20", "never released"),
            ("6.13.13", "ended with .12"), ("6.12.5000", "come that far"), ("6", "neither"),
            ("6.12-rc1", "neither"), ("6.12.", "neither"), ("latest", "neither"), ("", "neither"),
        ] {
            #expect(refusal { $0.kernel = [text] }?.contains(why) == true, "\(text)")
        }
        for text in ["4.12", "4.19.325", "5.10.262", "6.1.192", "6.17.13", "7.3.4"] {
            #expect(refusal { $0.kernel = [text] } == nil, "\(text)")
        }
    }

    @Test("a core by number or name, with or without its revision")
    func cores() throws {
        for (text, value): (String, UInt32) in [
            ("0x410fd842", 0x410f_d842), ("410FD842", 0x410f_d842), ("Neoverse V3 r0p1", 0x410f_d841),
            ("neoverse_n1", 0x410f_d0c0), ("n1 r4p1", 0x414f_d0c1), ("a72", 0x410f_d080),
            ("c1-ultra", 0x411f_d8c1), ("AmpereOne AMPERE1A", 0xc00f_ac40),
        ] {
            #expect(try changes { $0.midr = [text] } == [.core(MIDR(value))], "\(text)")
        }
        for text in [
            "0x1410fd842", "0", "0x0", "0x410ed842", "0xzz", "Pentium", "", "r0p1", "V3 r16p0", "neoverse",
        ] { #expect(refusal { $0.midr = [text] } != nil, "\(text)") }
    }

    @Test("what no kernel can read is refused with the kernel's own words")
    func nonsense() throws {
        let host = Make.host(v(6, 12, 50))
        func refusal(_ key: String, _ value: String) -> String? {
            do throws(ChangeOptions.Refusal) {
                try WhatIf.check([.set(key: key, value: value)], on: host)
                return nil
            } catch {
                #expect(!error.isUsage)
                return error.text
            }
        }
        #expect(refusal("crashkernel", "auto")?.contains("crashkernel: memory value expected") == true)
        #expect(refusal("crashkernel", "256MB")?.contains("unrecognized char: B") == true)
        #expect(refusal("rodata", "banana")?.contains("ignore it") == true)
        #expect(refusal("kfence.sample_interval", "often")?.contains("keep its default") == true)
        #expect(refusal("debug_pagealloc", "x")?.contains("ignore it") == true)
        // Other kernels, or other memory, could use these.
        for (key, value) in [
            ("crashkernel", "0M"), ("crashkernel", "9T"), ("crashkernel", "1G,cma"),
            ("crashkernel", "64M,low"),
            ("crashkernel", "8G-16G:1G"), ("rodata", "noalias"), ("rodata", "1"),
            ("kfence.sample_interval", "100ms"),
        ] { #expect(refusal(key, value) == nil, "\(key)=\(value)") }
    }

    @Test("where a kernel would only warn, that is what is said")
    func remarks() {
        func remarks(_ version: KernelVersion, _ key: String, _ value: String) -> String {
            WhatIf(Make.host(version), [.set(key: key, value: value)]).remarks.joined()
        }
        #expect(
            remarks(v(6, 12), "rodata", "noalias").contains("Invalid option string for rodata: 'noalias'"))
        #expect(remarks(v(6, 18), "rodata", "full").contains("keeps its default"))
        #expect(remarks(v(5, 10), "rodata", "banana").contains("Malformed early option"))
        #expect(remarks(v(6, 12), "rodata", "on").isEmpty)
        let hidden = WhatIf(
            Make.host(v(6, 18, 2)),
            [
                .set(key: "crashkernel", value: "256M"), .add(key: "crashkernel", value: "1G,high"),
                .add(key: "crashkernel", value: "64M,cma"),
            ]
        ).remarks
        #expect(
            hidden
                == ["1G,high", "64M,cma"].map {
                    "crashkernel=\($0): 6.18.2 ignores it beside crashkernel=256M"
                })
        #expect(remarks(v(5, 15, 100), "crashkernel", "1G,high").contains("still forces pages"))
        #expect(remarks(v(6, 12), "crashkernel", "64T").contains("as much as there is"))
        #expect(remarks(v(6, 12), "kfence.sample_interval", "5").contains("CONFIG_KFENCE"))
        #expect(remarks(v(6, 12), "debug_pagealloc", "on").contains("CONFIG_DEBUG_PAGEALLOC"))
    }

    @Test("configuration cannot be changed where none was captured")
    func configuration() {
        let host = Make.host(v(6, 12), config: nil)
        #expect(throws: ChangeOptions.Refusal.self) {
            try WhatIf.check([.config(symbol: "KFENCE", value: "n")], on: host)
        }
    }
}
