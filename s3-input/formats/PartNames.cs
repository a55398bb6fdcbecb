namespace InputSdk.S3.Formats;

/// <summary>The named parts of the names and paths of a log's objects.</summary>
internal static class PartNames
{
    /// <summary>The names in order: those of the file name, then those that only the path has.</summary>
    public static IReadOnlyList<string> Of(InputDefinition definition, LogDefinition log) =>
        [
            .. log
                .ObjectName.PartNames.Concat(definition.Layout.Levels.Select(level => level.PartName))
                .OfType<string>()
                .Distinct(),
        ];

    /// <summary>
    /// The values for one object. The file name decides if it and the path contain different values, because it stays
    /// the same when an object is copied.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Read(InputDefinition definition, LogDefinition log, string key)
    {
        var parts = new Dictionary<string, string>();
        log.ObjectName.ReadParts(key, parts);
        definition.Layout.ReadParts(key, parts);
        return parts;
    }
}
