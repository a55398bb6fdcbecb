namespace InputSdk.S3.Configuration;

/// <summary>Checks the backfill time of the settings.</summary>
internal sealed class BackfillCheck(InputDefinition definition)
{
    /// <param name="backfill">The time in the settings.</param>
    /// <param name="clocks">The time by each clock. One of them can be wrong.</param>
    /// <exception cref="InputException">The backfill time is in the future by every clock.</exception>
    public void RefuseFuture(DateTimeOffset? backfill, params ReadOnlySpan<DateTimeOffset> clocks)
    {
        foreach (var clock in clocks)
        {
            if (backfill is null || backfill <= clock)
            {
                return;
            }
        }

        throw Errors.Of(
            ErrorCode.BackfillInFuture,
            $"The backfill time {Text(backfill)} is in the future. Until then, no object would be read.",
            definition.PointerTo(SettingKind.BackfillStartTime)
        );
    }

    /// <summary>Compares the time with the one that the input started with.</summary>
    /// <returns>A warning if a later time is ignored; null if both times are the same.</returns>
    /// <exception cref="InputException">The time is earlier, so objects would be missing.</exception>
    public string? Compare(DateTimeOffset? initial, DateTimeOffset? configured)
    {
        if (initial == configured)
        {
            return null;
        }

        if (configured is null || configured < initial)
        {
            var found = configured is null ? "no backfill time" : $"the earlier time {Text(configured)}";
            throw Errors.Of(
                ErrorCode.BackfillEarlier,
                $"This input started with the backfill time {Text(initial)}, but the settings have {found}.",
                definition.PointerTo(SettingKind.BackfillStartTime)
            );
        }

        return $"The later backfill time {Text(configured)} is ignored: "
            + $"this input started at {(initial is null ? "the oldest log" : Text(initial))}.";
    }

    private static string Text(DateTimeOffset? time) => $"{time:yyyy-MM-ddTHH:mm:ssZ}";
}
