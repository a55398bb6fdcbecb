namespace InputSdk.S3.Formats;

/// <summary>A format of the records of one log.</summary>
/// <param name="NewWriter">Makes a writer. Several threads use one each.</param>
/// <param name="SourceOf">The object at an origin, for the writers.</param>
internal sealed record RecordFormat(Func<IRecordWriter> NewWriter, Func<RecordOrigin, RecordSource> SourceOf)
{
    /// <summary>The usual size of records relative to their text, rounded up.</summary>
    public int Growth { get; } = NewWriter().Growth;

    /// <summary>The format with the given id; null for native.</summary>
    /// <exception cref="InputException">The connector has no such format.</exception>
    public static RecordFormat Of(InputDefinition definition, LogDefinition log, string? format)
    {
        if (format is null or RecordFormats.Native)
        {
            return new RecordFormat(() => new NativeWriter(log, new RecordBuffer()), _ => RecordSource.None);
        }

        return new RecordFormat(Writers(definition, log, format), Source);

        RecordSource Source(RecordOrigin origin) =>
            new(definition.Id, log.Id, origin, PartNames.Read(definition, log, origin.Object));
    }

    private static Func<IRecordWriter> Writers(InputDefinition definition, LogDefinition log, string format)
    {
        if (format == RecordFormats.Enriched)
        {
            var names = PartNames.Of(definition, log);
            return () => new EnrichedWriter(log, names, new RecordBuffer());
        }

        if (definition.Formats.FirstOrDefault(one => one.Id == format) is { } found)
        {
            var template = new CompiledTemplate(found.Logs[log.Id], log);
            return () => new TemplateWriter(template, log, new RecordBuffer());
        }

        string[] known = [RecordFormats.Native, RecordFormats.Enriched, .. definition.Formats.Select(one => one.Id)];
        throw Errors.Of(
            ErrorCode.FormatUnknown,
            $"The format \"{format}\" is unknown. Formats of {definition.Id}: {string.Join(", ", known)}."
        );
    }
}
