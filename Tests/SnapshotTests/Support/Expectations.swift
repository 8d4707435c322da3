import Snapshot
import Testing

/// The error `body` throws; records an issue if it throws none.
func failure<Value>(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(InputError) -> Value
) -> InputError? {
    do throws(InputError) {
        _ = try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error
    }
}

/// What `body` throws or gives; hostile input may do either, but nothing else.
func outcome<Value>(_ body: () throws(InputError) -> Value) -> Result<Value, InputError> {
    do throws(InputError) {
        return .success(try body())
    } catch {
        return .failure(error)
    }
}

extension Snapshot {
    /// The text of the file at `path`.
    func text(_ path: String) -> String? { self[path].map { String(decoding: $0.bytes, as: UTF8.self) } }
}
