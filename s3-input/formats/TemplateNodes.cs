namespace InputSdk.S3.Formats;

/// <summary>A part of a compiled template.</summary>
internal abstract class TemplateNode
{
    /// <summary>Writes the value. Returns false, and writes nothing, if it is omitted.</summary>
    public abstract bool Write(ref TemplateRow row);
}

/// <summary>A value that is the same for all records.</summary>
internal sealed class ConstantNode(byte[] bytes) : TemplateNode
{
    public byte[] Bytes => bytes;

    public override bool Write(ref TemplateRow row)
    {
        row.Output.Raw(bytes);
        return true;
    }
}

/// <summary>A value that is the same for all records of an object.</summary>
internal sealed class FixedNode(int index) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        var bytes = row.Fixed(index);
        row.Output.Raw(bytes);
        return bytes.Length > 0;
    }
}

internal sealed class IdNode : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        row.Output.Raw("\""u8);
        row.WriteId();
        row.Output.Raw("\""u8);
        return true;
    }
}

/// <param name="Head">A comma and the name; for constants also the values.</param>
/// <param name="Node">The value; null for constants.</param>
internal readonly record struct SequenceItem(byte[] Head, TemplateNode? Node)
{
    /// <summary>Writes the item, or nothing if its value is omitted.</summary>
    public bool Write(ref TemplateRow row)
    {
        var start = row.Output.Length;
        row.Output.Raw(Head);
        if (Node!.Write(ref row))
        {
            return true;
        }

        row.Output.Length = start;
        return false;
    }
}

/// <summary>An object or a list. It is omitted if all its values that are not constant are omitted.</summary>
internal sealed class SequenceNode(byte open, byte close, IReadOnlyList<SequenceItem> items) : TemplateNode
{
    private readonly SequenceItem[] _items = [.. items];

    public override bool Write(ref TemplateRow row)
    {
        var (start, isUsed) = (row.Output.Length, false);
        foreach (ref readonly var item in _items.AsSpan())
        {
            if (item.Node is null)
            {
                row.Output.Raw(item.Head);
            }
            else
            {
                isUsed |= item.Write(ref row);
            }
        }

        if (!isUsed)
        {
            row.Output.Length = start;
            return false;
        }

        // The first item started with a comma.
        row.Output.Bytes[start] = open;
        row.Output.Raw([close]);
        return true;
    }
}

internal sealed class FirstNode(TemplateNode[] values) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        foreach (var value in values)
        {
            if (value.Write(ref row))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class SwitchNode(
    int column,
    (byte[] Text, TemplateNode Value)[] cases,
    bool byStart,
    TemplateNode? other,
    TemplateNode? empty
) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        var text = row.Value(column);
        var value = text.IsEmpty ? empty : other;
        foreach (var (start, found) in cases)
        {
            if (byStart ? text.StartsWith(start) : text.SequenceEqual(start))
            {
                value = found;
                break;
            }
        }

        return value is not null && value.Write(ref row);
    }
}

/// <summary>The columns that are not in the record yet.</summary>
internal sealed class UnmappedNode(byte[][] heads, byte[]?[] unset, SequenceItem[] others) : TemplateNode
{
    public override bool Write(ref TemplateRow row)
    {
        var (output, start) = (row.Output, row.Output.Length);
        for (var column = 0; column < Math.Min(heads.Length, row.Count); column++)
        {
            var value = row.Value(column);
            if ((row.Written >> column & 1) == 0 && !value.IsEmpty && !value.SequenceEqual(unset[column]))
            {
                output.Raw(heads[column]);
                row.WriteText(value);
            }
        }

        for (var column = heads.Length; column < row.Count; column++)
        {
            output.Raw(column == heads.Length ? ",\"_extra\":["u8 : ","u8);
            row.WriteText(row.Value(column));
        }

        output.Raw(row.Count > heads.Length ? "]"u8 : []);
        foreach (ref readonly var item in others.AsSpan())
        {
            item.Write(ref row);
        }

        if (output.Length == start)
        {
            return false;
        }

        output.Bytes[start] = (byte)'{';
        output.Raw("}"u8);
        return true;
    }
}
