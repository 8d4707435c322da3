import Arm64
import HostFacts
import LinearMap

/// What is set aside: the crash kernel (asked for and reserved), the KFENCE pool, no-map memory, and the
/// early allocator's reservations in sum.
struct ReservationsText {
    private let prediction: Prediction

    init(_ prediction: Prediction) { self.prediction = prediction }

    var lines: [String] { crash + pool + noMap + reserved }

    private var crash: [String] {
        let host = prediction.host
        let asked = host.commandLine?.value.all("crashkernel").map { printable($0.text) } ?? []
        // The log's word serves where /proc/iomem does not show the region.
        let ranges = host.crash.ranges.isEmpty ? host.crash.atBoot : host.crash.ranges
        guard !asked.isEmpty || !ranges.isEmpty || !host.crash.failures.isEmpty else {
            return ["  crash kernel  not asked for"]
        }
        var lines = [
            "  crash kernel  asked: \(asked.isEmpty ? "not on the captured command line" : asked.joined(separator: " "))"
        ]
        if let request = CrashRequest(prediction) {
            lines += wrapped(request.words, width: 80).map { "                \($0)" }
        }
        if ranges.isEmpty { lines.append("                reserved: nothing") }
        for range in ranges {
            // 4 GiB is where 32-bit DMA ends; the kernel keeps low memory for the crash kernel below it.
            let place = range.value.start >= 1 << 32 ? "high" : "low"
            lines.append(
                "                reserved: \(span(range.value)) (\(place)), \(place == "high" ? "above" : "below") 4 GiB"
            )
        }
        if ranges.count > 1 {
            lines.append("                in sum: \(ByteCount.text(ranges.reduce(0) { $0 + $1.value.size }))")
        }
        lines += host.crash.failures.map { "                the kernel said: \(printable($0.value))" }
        return lines
    }

    private var pool: [String] {
        guard let pool = prediction.kfencePool else { return [] }
        let isSeen = prediction.host.kfence.pool != nil
        return ["  KFENCE pool   \(span(pool))\(isSeen ? "" : ", by simulation of the early allocator")"]
    }

    private var noMap: [String] {
        (prediction.host.memory?.noMap ?? []).enumerated().map {
            ($0.offset == 0 ? "  no-map        " : "                ") + span($0.element.value)
        }
    }

    private var reserved: [String] {
        guard let memory = prediction.host.memory, !memory.reserved.isEmpty else { return [] }
        let bytes = AddressSet(memory.reserved.map(\.value)).byteCount
        return [
            "  in use early  \(ByteCount.text(bytes)) in \(memory.reserved.count) reservations (mapped like any memory)"
        ]
    }

    private func span(_ range: AddressRange) -> String {
        "\(ByteCount.hex(range.start))-\(ByteCount.hex(range.end)), \(ByteCount.text(range.size))"
    }
}
