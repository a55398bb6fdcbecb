using System.Text;
using System.Text.Json;

namespace InputSdk.S3.Formats;

/// <summary>
/// A template with the names of columns replaced by their positions, and everything that is the same for all rows
/// written as JSON in advance.
/// </summary>
internal sealed class CompiledTemplate
{
    /// <summary>The most columns of a log with templates: one bit each in <see cref="TemplateRow.Written"/>.</summary>
    private const int MostColumns = 64;

    private readonly LogDefinition _log;
    private readonly List<Template> _fixed = [];

    /// <exception cref="ArgumentException">The template uses a column that the log does not have.</exception>
    public CompiledTemplate(Template template, LogDefinition log)
    {
        if (log.Columns.Count > MostColumns)
        {
            throw new ArgumentException($"A log with templates has at most {MostColumns} columns.", nameof(log));
        }

        if (!template.IsAlways)
        {
            throw new ArgumentException(
                $"The template of the log {log.Id} must give a value for any row.",
                nameof(log)
            );
        }

        _log = log;
        Root = Compile(template);
    }

    public TemplateNode Root { get; }

    /// <summary>The values that are the same for all rows of an object, in the order of their positions.</summary>
    public IReadOnlyList<Template> Fixed => _fixed;

    private TemplateNode Compile(Template template) =>
        template switch
        {
            _ when template.IsConstant => new ConstantNode(
                RecordBuffer.Json(template.Evaluate(new Dictionary<string, string>())!)
            ),
            _ when template.IsFixed => FixedNode(template),
            ColumnTemplate column => Column(column),
            IdTemplate => new IdNode(),
            ObjectTemplate members => Object(members),
            ListTemplate items => List(items),
            FirstTemplate first => new FirstNode([.. first.Children.Select(Compile)]),
            SwitchTemplate choice => Switch(choice),
            UnmappedTemplate unmapped => Unmapped(unmapped),
            _ => throw new ArgumentException($"{template.GetType().Name} cannot be compiled.", nameof(template)),
        };

    private FixedNode FixedNode(Template template)
    {
        _fixed.Add(template);
        return new FixedNode(_fixed.Count - 1);
    }

    private TemplateNode Column(ColumnTemplate column)
    {
        var index = IndexOf(column.Name);
        return column.Value switch
        {
            ColumnValue.Text => new TextNode(index),
            ColumnValue.Integer => new IntegerNode(index, column.Max),
            ColumnValue.Time => new TimeNode(index),
            ColumnValue.TimeText => new TimeTextNode(index),
            ColumnValue.Address => new AddressNode(index),
            ColumnValue.HostName => new HostNameNode(index),
            ColumnValue.NoHost => new NoHostNode(index),
            ColumnValue.Milliseconds => new MillisecondsNode(index),
            _ => new TimeBeforeNode(index, IndexOf(column.Second!)),
        };
    }

    private SequenceNode Object(ObjectTemplate template)
    {
        var members = template.Members.Select(member =>
            (Head: Head(member.Key), Node: Compile(member.Value), member.Value.IsConstant)
        );
        return new SequenceNode((byte)'{', (byte)'}', Merged(members));
    }

    private SequenceNode List(ListTemplate template) =>
        new(
            (byte)'[',
            (byte)']',
            Merged(template.Children.Select(item => (","u8.ToArray(), Compile(item), item.IsConstant)))
        );

    /// <summary>Joins constant members that follow each other.</summary>
    private static IReadOnlyList<SequenceItem> Merged(
        IEnumerable<(byte[] Head, TemplateNode Node, bool IsConstant)> members
    )
    {
        var items = new List<SequenceItem>();
        foreach (var (head, node, isConstant) in members)
        {
            if (!isConstant)
            {
                items.Add(new SequenceItem(head, node));
                continue;
            }

            byte[] bytes = [.. head, .. ((ConstantNode)node).Bytes];
            if (items.Count > 0 && items[^1].Node is null)
            {
                items[^1] = new SequenceItem([.. items[^1].Head, .. bytes], null);
            }
            else
            {
                items.Add(new SequenceItem(bytes, null));
            }
        }

        return items;
    }

    private SwitchNode Switch(SwitchTemplate choice) =>
        new(
            IndexOf(choice.ByColumn!),
            [.. choice.Cases.Select(item => (Encoding.UTF8.GetBytes(item.Key), Compile(item.Value)))],
            choice.ByStart,
            choice.Else is null ? null : Compile(choice.Else),
            choice.Empty is null ? null : Compile(choice.Empty)
        );

    private UnmappedNode Unmapped(UnmappedTemplate template)
    {
        var unset = new byte[]?[_log.Columns.Count];
        foreach (var (column, value) in template.Unset)
        {
            unset[IndexOf(column)] = Encoding.UTF8.GetBytes(value);
        }

        var others = template.Others.Members.Select(member => new SequenceItem(
            Head(member.Key),
            Compile(member.Value)
        ));
        return new UnmappedNode([.. _log.Columns.Select(column => Head(column.Name))], unset, [.. others]);
    }

    private static byte[] Head(string name) =>
        Encoding.UTF8.GetBytes($",\"{JsonEncodedText.Encode(name, RecordBuffer.Encoder)}\":");

    private int IndexOf(string column) =>
        _log.Columns.Index().FirstOrDefault(one => one.Item.Name == column, (-1, null!)).Index is >= 0 and var index
            ? index
            : throw new ArgumentException($"The log {_log.Id} has no column {column}.", nameof(column));
}
