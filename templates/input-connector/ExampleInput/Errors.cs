using InputSdk;

namespace ExampleInput;

/// <summary>Every error there is, as the manifest lists them. None is given a secret, so none can tell one.</summary>
internal static class Errors
{
    public static InputException Invalid(string pointer, string expected) =>
        Of(ErrorKind.Config, "config.invalid", $"{pointer} is not valid: {expected}.", pointer);

    public static InputException NoDays() =>
        Of(ErrorKind.Config, "config.no_days", "The files are in no order of days, so no days can be read again.");

    public static InputException Denied(string folder) =>
        Of(ErrorKind.Access, "folder.denied", $"{folder} may not be read with this token and these rights.");

    public static InputException Unavailable(string folder) =>
        Of(ErrorKind.Transient, "folder.unavailable", $"{folder} does not answer.");

    public static InputException TooMany(int files) =>
        Of(ErrorKind.Data, "folder.too_many", $"A checkpoint cannot keep the places in {files} files.");

    public static InputException Replaced(string file) =>
        Of(ErrorKind.Data, "file.replaced", $"{file} is shorter than what was read of it.");

    public static InputException TooLong(RecordOrigin line) =>
        Of(ErrorKind.Data, "line.too_long", $"{Where(line)} is longer than {Connector.ChunkBytes} bytes.");

    public static InputError NoNumber(RecordOrigin line) =>
        Of(ErrorKind.Data, "line.no_number", $"{Where(line)} does not begin with a number.").Error;

    public static InputException UnknownVersion(int version) =>
        Of(
            ErrorKind.Checkpoint,
            "checkpoint.unknown_version",
            $"The checkpoint is of version {version}, not {Places.Version}."
        );

    public static InputException Damaged() =>
        Of(ErrorKind.Checkpoint, "checkpoint.damaged", "The checkpoint is not what was stored.");

    public static InputException OtherSource() =>
        Of(ErrorKind.Checkpoint, "checkpoint.other_source", "The checkpoint is of another folder or other files.");

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
