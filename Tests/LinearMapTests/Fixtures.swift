import Foundation
import LabCheck

typealias Truth = LabCheck.Truth
typealias Difference = LabCheck.Difference

extension Truth {
    /// The folder of the captured boots.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/boots").standardizedFileURL

    static func load(_ name: String, _ file: String) throws -> Truth {
        try Truth(contentsOf: folder.appending(path: "\(name)/\(file)"))
    }
}
