import Arm64
import HostFacts
import LinearMap

/// Prediction and what-if.
func predictionRows() {
    for options in ["rodata=noalias", "rodata=on"] {
        let small = host(ranges: 16, of: 4 << 30, options: options)
        let large = host(ranges: 16, of: 4 << 40, options: options)
        let base = median { _ = Predictor.predict(small) }
        let ratio = median { _ = Predictor.predict(large) } / base
        row(
            "64 TiB against 64 GiB in 16 ranges, \(options)", rounded(ratio),
            "at most 1.20; \(Int(base * 1e6)) us")
    }
    let few = host(ranges: 100, of: 1 << 32, options: "rodata=noalias")
    let many = host(ranges: 1000, of: 1 << 32, options: "rodata=noalias")
    let growth = median { _ = Predictor.predict(many) } / median { _ = Predictor.predict(few) }
    row("1000 ranges against 100", rounded(growth), "near 10: grows with the ranges")

    let busy = reservedHost(2000)
    for (name, changes) in [
        ("crashkernel=1G,high", [Change.set(key: "crashkernel", value: "1G,high")]),
        ("kernel 7.3", [.kernel(KernelVersion(7, 3)), .unset(key: "crashkernel")]),
    ] {
        let time = median(rounds: 7) { _ = WhatIf(busy, changes) }
        row("what-if on 4 TiB, 2000 reserved ranges, \(name)", "\(rounded(time * 1e3)) ms", "under 50 ms")
    }
}
