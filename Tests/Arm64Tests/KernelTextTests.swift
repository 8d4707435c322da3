import Arm64
import Testing

@Suite struct KernelNumberTests {
    @Test(
        arguments: [
            ("0", 0, 1), ("42", 42, 2), ("0x1F", 31, 4), ("0X1f", 31, 4), ("010", 8, 3), ("08", 0, 1),
            ("0x", 0, 1),
            ("0xg", 0, 1), ("", 0, 0), ("-1", 0, 0), ("+1", 0, 0), ("12abc", 12, 2), ("100ms", 100, 3),
            ("18446744073709551615", UInt64.max, 20), ("18446744073709551616", 0, 20),
            ("18446744073709551617", 1, 20),
        ] as [(String, UInt64, Int)])
    func unsignedReadsAsTheKernelDoes(text: String, value: UInt64, length: Int) {
        let result = KernelNumber.unsigned(Array(text.utf8))
        #expect(result.value == value)
        #expect(result.length == length)
    }

    @Test func longNumbersAreConsumedWhole() {
        let zeros = String(repeating: "0", count: 200) + "7K"
        #expect(KernelNumber.memparse(Array(zeros.utf8)).value == 7 << 10)
        #expect(KernelNumber.memparse(Array(zeros.utf8)).length == 202)
    }

    @Test func laterKernelsSaturate() {
        let text = Array("18446744073709551616".utf8)
        #expect(KernelNumber.unsigned(text, saturating: true).value == .max)
        #expect(KernelNumber.unsigned(text + text, saturating: true).length == 40)
        #expect(KernelNumber.memparse(Array("16E".utf8), saturating: true).value == .max)
        #expect(KernelNumber.memparse(Array("16E".utf8)).value == 0)
        #expect(KernelNumber.memparse(Array("15E".utf8), saturating: true).value == 15 << 60)
    }

    @Test(
        arguments: [
            ("256M", 256 << 20, 4), ("0x10K@1G", 16 << 10, 5), ("1g", 1 << 30, 2), ("2T", 2 << 40, 2),
            ("1P", 1 << 50, 2),
            ("0", 0, 1), ("010M", 8 << 20, 4), ("1MB", 1 << 20, 2), ("0M", 0, 2), ("0E", 0, 2),
        ] as [(String, UInt64, Int)])
    func memparseTakesOneSuffix(text: String, value: UInt64, length: Int) {
        let result = KernelNumber.memparse(Array(text.utf8))
        #expect(result.value == value)
        #expect(result.length == length)
    }

    @Test func hexadecimalEatsTheLettersOfItsSuffix() {
        // "0x1E" is thirty, not one exbibyte.
        #expect(KernelNumber.memparse(Array("0x1E".utf8)).value == 30)
    }

    @Test func loneSuffixIsConsumedOnlyByOldKernels() {
        #expect(KernelNumber.memparse(Array("M".utf8)).length == 1)
        #expect(KernelNumber.memparse(Array("M".utf8), saturating: true).length == 0)
    }

    @Test(
        arguments: [
            ("100", 100), ("-5", -5), ("0x10", 16), ("100ms", 100), ("4294967295", -1),
            ("2147483648", -2_147_483_648),
            ("-2147483648", -2_147_483_648), ("", nil), ("-", nil), ("x", nil), ("--1", nil), ("1,2", 1),
        ] as [(String, Int64?)])
    func optionIsCutTo32Bits(text: String, value: Int64?) {
        #expect(KernelNumber.option(Array(text.utf8)) == value)
    }

    @Test(
        arguments: [
            ("y", true), ("Yes", true), ("1", true), ("10", true), ("on", true), ("ON", true), ("oN", true),
            ("n", false),
            ("No", false), ("0", false), ("00", false), ("off", false), ("of", false), ("OFF", false),
            ("o", nil), ("", nil),
            ("t", nil), ("false", nil), ("enable", nil), ("disable", nil), ("full", nil), ("noalias", false),
            ("x", nil),
            (" y", nil),
        ] as [(String, Bool?)])
    func boolLooksAtTheFirstLetters(text: String, value: Bool?) {
        #expect(KernelNumber.bool(Array(text.utf8), acceptsTrueFalse: false) == value)
    }

    @Test func laterKernelsKnowMoreWords() {
        #expect(KernelNumber.bool(Array("true".utf8), acceptsTrueFalse: true) == true)
        #expect(KernelNumber.bool(Array("full".utf8), acceptsTrueFalse: true) == false)
        #expect(KernelNumber.bool(Array("enable".utf8), acceptsTrueFalse: true) == nil)
        #expect(
            KernelNumber.bool(Array("enable".utf8), acceptsTrueFalse: true, acceptsEnableDisable: true)
                == true)
        #expect(
            KernelNumber.bool(Array("D".utf8), acceptsTrueFalse: true, acceptsEnableDisable: true) == false)
    }
}

@Suite struct KernelCommandLineTests {
    func pairs(_ text: String) -> [[String?]] {
        KernelCommandLine(text).parameters.map { [$0.key, $0.value] }
    }

    @Test func splitsAtBlanksAndTheFirstEquals() {
        #expect(
            pairs("  root=/dev/vda1 ro\tcrashkernel=1G-:256M,high\n")
                == [["root", "/dev/vda1"], ["ro", nil], ["crashkernel", "1G-:256M,high"]])
        #expect(pairs("a=b=c") == [["a", "b=c"]])
        #expect(pairs("a=") == [["a", ""]])
        #expect(pairs("") == [])
        #expect(pairs(" \t ") == [])
    }

    @Test func quotesProtectBlanks() {
        #expect(pairs("a=\"b c\" d") == [["a", "b c"], ["d", nil]])
        #expect(pairs("\"a=b c\" d") == [["a", "b c"], ["d", nil]])
        #expect(pairs("a=x\"b c\"") == [["a", "x\"b c\""]])
        #expect(pairs("\"a b\"") == [["a b", nil]])
        #expect(pairs("\"a=\"b\"\"") == [["a", "b\""]])
        #expect(pairs("a=\"b c") == [["a", "b c"]])
        #expect(pairs("a=\"") == [["a", ""]])
        #expect(pairs("\"") == [["", nil]])
        #expect(pairs("\"a\"b") == [["a\"b", nil]])
    }

    @Test func equalsInFrontBelongsToTheKey() {
        #expect(pairs("=a") == [["=a", nil]])
        #expect(pairs("=a=b") == [["=a", "b"]])
    }

    @Test func whatFollowsTwoDashesIsInits() {
        #expect(pairs("a -- b=c") == [["a", nil]])
        #expect(pairs("a --b") == [["a", nil], ["--b", nil]])
        #expect(pairs("--=x b") == [["--", "x"], ["b", nil]])
        #expect(KernelCommandLine("a -- b=c").text == "a -- b=c")
    }

    @Test func dashesAndUnderscoresAreTheSameInKeys() {
        let line = KernelCommandLine("debug-pagealloc=on debug_pagealloc=off kfence.sample_interval=1")
        #expect(line.all("debug_pagealloc").map(\.value) == ["on", "off"])
        #expect(line.last("debug-pagealloc")?.value == "off")
        #expect(line.last("kfence.sample-interval")?.value == "1")
        #expect(line.last("Debug_pagealloc") == nil)
        #expect(line.last("debug_pageallo") == nil)
    }

    @Test func theKernelsBlanksIncludeTheNoBreakSpace() {
        // "à" is C3 A0, and A0 is a blank to the kernel.
        #expect(KernelCommandLine("a\u{e0}b").parameters.count == 2)
    }

    @Test func theLineEndsAtANUL() {
        #expect(pairs("a\0b") == [["a", nil]])
    }

    @Test func textIsKeptAsWritten() {
        #expect(KernelCommandLine("x \"a=b c\"").parameters.map(\.text) == ["x", "\"a=b c\""])
    }

    @Test func longLinesTakeLinearTime() {
        let line = KernelCommandLine(String(repeating: "a=\"b c\" ", count: 20_000))
        #expect(line.parameters.count == 20_000)
    }
}
