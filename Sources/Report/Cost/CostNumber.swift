/// Numbers of a simulation as people read them.
enum CostNumber {
    /// "12,345,678".
    static func grouped(_ count: UInt64) -> String {
        var digits = Array(String(count))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }

    /// Three significant digits, never in exponent form: "994", "15.6", "0.0305", "0".
    static func short(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "?" }
        if value == 0 { return "0" }
        let size = abs(value)
        if size >= 99.95 { return "\(Int(value.rounded()))" }
        if size >= 9.995 { return fixed(value, 1) }
        if size >= 0.9995 { return fixed(value, 2) }
        if size >= 0.09995 { return fixed(value, 3) }
        return size >= 0.00005 ? fixed(value, 4) : value < 0 ? "> -0.0001" : "< 0.0001"
    }

    /// "250", "2.5", "0.25": a mark of a scale.
    static func plain(_ value: Double) -> String {
        value == value.rounded()
            ? fixed(value, 0) : value * 10 == (value * 10).rounded() ? fixed(value, 1) : fixed(value, 2)
    }

    /// "5 to 13", or "5" where both ends read alike.
    static func range(_ range: ClosedRange<Double>) -> String { range.text(short) }

    /// The same with the two digits that an estimate has.
    static func rough(_ range: ClosedRange<Double>) -> String { range.text(rough) }

    /// "95", "4.1", "0.46", "< 0.01".
    static func rough(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "?" }
        let size = abs(value)
        if value == 0 { return "0" }
        if size >= 9.95 { return fixed(value, 0) }
        if size >= 0.995 { return fixed(value, 1) }
        return size >= 0.005 ? fixed(value, 2) : value < 0 ? "> -0.01" : "< 0.01"
    }

    /// `value` with so many decimals.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let unit = (0..<decimals).reduce(1) { unit, _ in unit * 10 }
        let scaled = Int((abs(value) * Double(unit)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let rest = String(scaled % unit)
        return "\(sign)\(scaled / unit).\(String(repeating: "0", count: decimals - rest.count))\(rest)"
    }

    /// Six significant digits, as JSON holds them.
    static func rounded(_ value: Double) -> Double {
        guard value.isFinite, value != 0 else { return 0 }
        var scale = 1.0
        while abs(value) * scale < 1e5, scale < 1e300 { scale *= 10 }
        while abs(value) * scale >= 1e6, scale > 1e-300 { scale /= 10 }
        return (value * scale).rounded() / scale
    }
}

extension ClosedRange<Double> {
    /// Both ends, or one where they read alike.
    fileprivate func text(_ number: (Double) -> String) -> String {
        let low = number(lowerBound), high = number(upperBound)
        return low == high ? low : "\(low) to \(high)"
    }
}
