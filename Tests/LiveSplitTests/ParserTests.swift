import LiveSplit
import Testing

@Suite struct ParserTests {
    private static let head = "x: page a\nflag y=0\n"

    @Test(arguments: [
        (
            "x: page a\nT0: Q x",
            "2:5: unexpected Q; expected a step: W, R, X, DSB, DMB, ISB, TLBI, fill, copy, ctrl, addr, online, TTBR, SVC, HVC or ERET"
        ),
        (
            "x: page a\nT0: R z",
            "2:7: z is neither a page nor a flag; expected a page mapped above or a flag (flag y=0)"
        ),
        (
            "x: page a\nT0: DSB ISHH",
            "2:9: no such barrier option ISHH; expected ISH, ISHST, ISHLD, NSH, OSH, SY, ST or LD"
        ),
        ("x: page a\nT0: W L3(x):=block b", "2:14: a leaf of level 2 in L3(x); expected page"),
        (
            "x: page a\nT0: TLBI VAE9 x",
            "2:10: no TLBI operation VAE9; expected VAE1, VALE1, VAAE1, VAALE1, ASIDE1, VMALLE1, VMALLS12E1, IPAS2E1, IPAS2LE1, ALLE1, VAE2, VALE2 or ALLE2, with or without IS"
        ),
        (
            "x: page a\nT0: TLBI VAE1IS x (local)",
            "2:19: VAE1IS is not local; expected an operation without IS"
        ),
        ("bbm 4\nx: page a\nT0: R x", "1:5: unexpected 4; expected a FEAT_BBM level, 0 to 3"),
        ("x: page a\nx: page b\nT0: R x", "2:1: x is mapped twice; expected one mapping"),
        ("x: page a\nT0: R x\nask 3:x=1", "3:7: there is no thread 3; expected a thread from 0 to 0"),
        ("x: page a\nT0: R x\nask 0:x[2]=1", "3:7: thread 0 accesses x 1 times; expected an access there is"),
        (
            "x: page a\nT0: R x\nexpect allowed",
            "3:8: unexpected allowed; expected a question (ask) before it"
        ),
        ("x: page a\nT0: R x ~", "2:9: unexpected ~; expected a word, a number or one of ( ) , ; : = & | !"),
        (
            "x: page a\nR x",
            "2:1: unexpected R; expected a directive, a mapping, or T0: before the first step"
        ),
        ("x: page a", "1:1: no program; expected a line that begins with T0:"),
        ("x: page a\nT0: retry", "2:5: retry in a program; expected it in a handler only (on ...)"),
        ("x: page a\nT9: R x", "2:1: unexpected T9; expected T0 to T3"),
        ("x: page a\nT0: W y:=99999999999", "2:10: 99999999999 is no number; expected a number below 2^32"),
        (
            "x: page a\nT0: R x\nask outcome fine",
            "3:13: no outcome class fine; expected safe, translation-fault, conflict-abort-handled, conflict-abort-fatal, recursive-abort, guest-killed, stale-access, coherency-loss"
        ),
    ])
    func saysWhereAndWhatWasExpected(_ text: String, _ message: String) {
        let error = #expect(throws: ScenarioError.self) { try Machine(Scenario(text)) }
        #expect(error?.message == message)
    }

    @Test func acceptsWhatPublishedProgramsWrite() throws {
        let text = """
            x: page -> a   # a comment
            z beside x: page b ro
            flag y=0
            memory a=0x2a
            T0: W PTE3(x):=inv; DSB ISHST; TLBI VMALLE1IS; DSB; ISB; W old L3(x):=page b; W L2(x):=table(equal pages)
              W PTE(z):=rw
              (no TLBI yet); W L2(x):=table (valid->valid); fill new L3(x) with 512 equal pages
              TLBI VAE1IS (any VA of the block) x; TLBI (VA in block) IS x; copy x to z; W PTE3(x):=page z; R x+other page
              W PTE3(x):=page a contiguous
              TLBI VAE1 x (local); TLBI RVAALE1IS block(x); TLBI ASIDE1IS asid=2; TLBI VALE1OS x, z
            T1: R y ->1; R/W x; W y:=1 release; R y acquire; X x; R PTE3(x) ->inv
            on conflict at EL2: TLBI VMALLS12E1; DSB; ISB; retry
            ask 1:x[1]=0x2a & !(1:x[2] fault | 1:x[1] via a)
            """
        _ = try Machine(Scenario(text))
    }

    /// No text, however broken, does more than throw: every prefix of a scenario, and every byte of it changed.
    @Test func brokenTextNeverTraps() {
        let text = Array(
            """
            bbm 2, T1=0
            x, z: block a ro
            ipa a, a+1: page p
            table N for x: x=page b
            flag y=0
            T0: fill L3(x) cont; DSB ISHST; W L2(x):=table N; TLBI VAALE1IS block(x); R y ->1
            T1: R x; W x+1:=3
            on conflict@el2: TLBI VMALLS12E1; DSB; ISB; retry
            ask q: 1:x[1]=0 | !(mem a=1 & outcome safe)
            expect allowed
            """.utf8)
        var tried = 0
        func attempt(_ bytes: [UInt8]) {
            _ = try? Machine(Scenario(String(decoding: bytes, as: UTF8.self)))
            tried += 1
        }
        for length in text.indices { attempt(Array(text[..<length])) }
        for index in text.indices {
            for byte in [UInt8(ascii: ":"), UInt8(ascii: "9"), UInt8(ascii: "x"), UInt8(ascii: "("), 0, 0xff]
            {
                var changed = text
                changed[index] = byte
                attempt(changed)
            }
        }
        #expect(tried == text.count * 7)
    }

    @Test func hostileSizesAreRefused() {
        let long = "x: page a\nT0: " + String(repeating: "R x; ", count: 200)
        let many = "x: page a\n" + String(repeating: "flag y\n", count: 20_000)
        let wide = (0..<40).map { "v\($0): page a\n" }.joined() + "T0: ISB"
        let values = "flag y\nT0: " + (0..<30).map { "W y:=\($0 + 100)" }.joined(separator: "; ")
        let nested = "x: page a\nT0: R x\nask " + String(repeating: "(", count: 5000)
        let descriptors =
            "x: page a\nT0: " + (0..<20).map { "W PTE3(x):=page b\($0)" }.joined(separator: "; ")
        for text in [long, many, wide, values, nested, descriptors] {
            #expect(throws: ScenarioError.self) { try Machine(Scenario(text)) }
        }
    }
}
