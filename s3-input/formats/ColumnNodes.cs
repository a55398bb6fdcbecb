namespace InputSdk.S3.Formats;

/// <summary>The text of a column.</summary>
internal sealed class TextNode(int column) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        var value = row.Value(column);
        if (value.IsEmpty)
        {
            return false;
        }

        row.WriteColumn(column);
        return true;
    }
}

/// <summary>A number without leading zeros. Any other text stays among the unmapped columns.</summary>
internal sealed class IntegerNode(int column, long max) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        var value = row.Value(column);
        if (!LogNumber.TryRead(value, out var number) || number > max || (value[0] == '0' && value.Length > 1))
        {
            return false;
        }

        row.Output.Raw(value);
        row.Written |= 1UL << column;
        return true;
    }
}

internal sealed class TimeNode(int column) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        if (!row.TryReadTime(column, out var time))
        {
            return false;
        }

        row.Output.Number(LogTime.Milliseconds(time));
        return true;
    }
}

internal sealed class TimeTextNode(int column) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        if (!row.TryReadTime(column, out _))
        {
            return false;
        }

        row.WriteColumn(column);
        return true;
    }
}

/// <summary>Microseconds as milliseconds. The exact number stays among the unmapped columns.</summary>
internal sealed class MillisecondsNode(int column) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        if (!LogNumber.TryRead(row.Value(column), out var microseconds))
        {
            return false;
        }

        row.Output.Number(microseconds / 1000);
        return true;
    }
}

/// <summary>A time minus microseconds, if the result is not before 1970.</summary>
internal sealed class TimeBeforeNode(int timeColumn, int durationColumn) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        if (
            !row.TryReadTime(timeColumn, out var time)
            || !LogNumber.TryRead(row.Value(durationColumn), out var microseconds)
            || LogTime.Milliseconds(time) - (microseconds / 1000) is not (>= 0 and var start)
        )
        {
            return false;
        }

        row.Output.Number(start);
        return true;
    }
}

/// <summary>An IP address. If it is unwrapped, the original stays among the unmapped columns.</summary>
internal sealed class AddressNode(int column) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        var value = row.Value(column);
        if (HostText.IsIPv4(value))
        {
            row.WriteColumn(column);
            return true;
        }

        if (HostText.IsMappedIPv4(value))
        {
            row.WriteText(value[HostText.MappedPrefix.Length..]);
            return true;
        }

        if (!HostText.TryReadIPv6(value, out var address))
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            Span<byte> text = stackalloc byte[HostText.MostIPv4Bytes];
            address.MapToIPv4().TryFormat(text, out var written);
            row.Output.Text(text[..written]);
            return true;
        }

        row.WriteColumn(column);
        return true;
    }
}

internal sealed class HostNameNode(int column) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        var value = row.Value(column);
        if (!HostText.IsHostName(value))
        {
            return false;
        }

        row.WriteColumn(column);
        return true;
    }
}

/// <summary>A text that is neither an address nor a host name, such as <c>[local]</c>.</summary>
internal sealed class NoHostNode(int column) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        var value = row.Value(column);
        if (value.IsEmpty || HostText.IsAddress(value) || HostText.IsHostName(value))
        {
            return false;
        }

        row.WriteColumn(column);
        return true;
    }
}
