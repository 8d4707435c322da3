import ArgumentParser
import LiveSplit
import Report
import Snapshot

/// Reads runs that `linmap split` printed, in text or in JSON, and makes them again.
enum WitnessFile {
    private static let limit = 1 << 24

    /// The runs in `name`; at least one.
    static func read(_ name: String) throws -> [Witness] {
        do throws(InputError) {
            let lists = MoveLists.find(try ByteStream.open(name).readAll(limit: limit))
            let witnesses = lists.compactMap { Witness(moves: $0) }
            guard !witnesses.isEmpty else {
                throw InputError(
                    .badData, file: name, "holds no moves",
                    expected: "what linmap split printed, with its lines of moves")
            }
            return witnesses
        } catch {
            throw Failure.told(error)
        }
    }

    /// Makes the runs in `name` again on `machine`; the first move that is not possible ends the command.
    static func replay(_ name: String, on machine: Machine) throws -> [(witness: Witness, replay: Replay)] {
        try read(name).map { witness in
            guard let replay = machine.replay(witness) else {
                let move = machine.firstImpossibleMove(of: witness).map { "move \($0)" } ?? "a move"
                Failure.tell(
                    "\(name): \(move) of \(witness.count) is not possible here; is it the same strategy, level and handler, or the same scenario?"
                )
                throw ExitCode(1)
            }
            return (witness, replay)
        }
    }
}

/// Finds lists of moves in text: what stands behind the word `moves`, up to what is no hexadecimal word.
enum MoveLists {
    static func find(_ bytes: [UInt8]) -> [[String]] {
        var lists: [[String]] = []
        var index = 0
        while let found = bytes[index...].firstRange(of: Array("moves".utf8)) {
            index = found.upperBound
            var isArray = false
            var list: [String] = []
            while index < bytes.count {
                let byte = bytes[index]
                if isHexadecimal(byte) {
                    let end = bytes[index...].firstIndex { !isHexadecimal($0) } ?? bytes.count
                    list.append(String(decoding: bytes[index..<end], as: UTF8.self))
                    index = end
                } else if byte == UInt8(ascii: "[") {
                    isArray = true
                    index += 1
                } else if "\": ,".utf8.contains(byte) || isArray && byte == UInt8(ascii: "\n") {
                    index += 1
                } else {
                    break
                }
            }
            if !list.isEmpty { lists.append(list) }
        }
        return lists
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
