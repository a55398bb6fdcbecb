using InputSdk;

namespace ExampleInput;

/// <summary>The errors that the manifest declares. No method receives a secret, so no error can contain one.</summary>
internal static class Errors
{
    public static InputException Invalid(string pointer, string expected) =>
        Of(ErrorKind.Config, "config.invalid", $"{pointer} is not valid: {expected}.", pointer);

    public static InputException NoDays() =>
        Of(ErrorKind.Config, "config.no_days", "The files are not organized by day, so days cannot be read again.");

    public static InputException UnknownFormat() =>
        Of(
            ErrorKind.Config,
            "config.format_unknown",
            $"The format is unknown. The only format is {RecordFormats.Native}."
        );

    public static InputException Denied(string folder) =>
        Of(ErrorKind.Access, "folder.denied", $"Reading {folder} was denied.");

    public static InputException Unavailable(string folder) =>
        Of(ErrorKind.Transient, "folder.unavailable", $"{folder} is unavailable.");

    public static InputException TooMany(int files) =>
        Of(ErrorKind.Data, "folder.too_many", $"A checkpoint cannot store the positions of {files} files.");

    public static InputException Replaced(string file) =>
        Of(ErrorKind.Data, "file.replaced", $"{file} is shorter than the part that was already read.");

    public static InputException TooLong(RecordOrigin line) =>
        Of(ErrorKind.Data, "line.too_long", $"{Where(line)} is longer than {Connector.ChunkBytes} bytes.");

    public static InputError NoNumber(RecordOrigin line) =>
        Of(ErrorKind.Data, "line.no_number", $"{Where(line)} does not start with a number.").Error;

    public static InputException UnknownVersion(int version) =>
        Of(
            ErrorKind.Checkpoint,
            "checkpoint.unknown_version",
            $"The checkpoint has version {version}, not {Positions.Version}."
        );

    public static InputException Damaged() =>
        Of(ErrorKind.Checkpoint, "checkpoint.damaged", "The checkpoint is damaged.");

    public static InputException OtherSource() =>
        Of(ErrorKind.Checkpoint, "checkpoint.other_source", "The checkpoint belongs to another folder or file type.");

    private static string Where(RecordOrigin line) => $"{line.Container}/{line.Object}, line {line.Ordinal},";

    private static InputException Of(ErrorKind kind, string code, string message, string? pointer = null) =>
        new(
            new InputError
            {
                Kind = kind,
                Code = code,
                Message = message,
                Pointer = pointer,
            }
        );
}
