using System.Reflection;
using System.Runtime.CompilerServices;

namespace InputHost.Tests;

/// <summary>
/// The public API of the contract: a line with its version, then one line for each type and member. Members that the
/// compiler adds to every record are excluded.
/// </summary>
internal static class ContractApi
{
    private const BindingFlags Declared =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Describe(Assembly contract)
    {
        var version = contract.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version;
        var lines = contract.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal);
        return string.Join('\n', [$"{contract.GetName().Name} {version}", .. lines, ""]);
    }

    /// <summary>
    /// The reason why the new API text may not replace the old one, by the contract's versioning rules; null if there
    /// is none.
    /// </summary>
    public static string? Objection(string before, string now)
    {
        var (old, current) = (before.Split('\n'), now.Split('\n'));
        var (oldVersion, version) = (VersionOf(old), VersionOf(current));
        var (gone, added) = (old[1..].Except(current[1..]).ToList(), current[1..].Except(old[1..]).ToList());
        var types = old[1..].Select(TypeOf).ToHashSet();
        var breaking = gone.Concat(added.Where(line => IsDemand(line) && types.Contains(TypeOf(line))))
            .FirstOrDefault();
        return breaking is not null && version.Major <= oldVersion.Major
                ? $"this breaks plugins or hosts that were built before, so it needs the next major version: {breaking}"
            : gone.Count + added.Count > 0
            && (version.Major, version.Minor).CompareTo((oldVersion.Major, oldVersion.Minor)) <= 0
                ? $"it needs the next minor version: {added.Concat(gone).First()}"
            : null;
    }

    private static Version VersionOf(string[] lines) => Version.Parse(lines[0].Split(' ')[^1]);

    private static string TypeOf(string line) => line.Split(':', '.')[0];

    private static bool IsDemand(string line) =>
        line.Contains(" abstract ", StringComparison.Ordinal) || line.Contains(" required ", StringComparison.Ordinal);

    private static IEnumerable<string> Lines(Type type)
    {
        var kind =
            type.IsEnum ? $"enum of {Name(type.GetEnumUnderlyingType())}"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var bases = type.GetInterfaces()
            .Append(type.BaseType)
            .OfType<Type>()
            .Where(other => !type.IsEnum && other != typeof(object) && other != typeof(ValueType))
            .Select(Name)
            .Order(StringComparer.Ordinal);
        var members = type.GetMembers(Declared)
            .Select(Member)
            .OfType<string>()
            .Select(member => $"{Name(type)}.{member}");
        return members.Prepend(string.Join(", ", [$"{Name(type)}: {kind}", .. bases]));
    }

    private static string? Member(MemberInfo member) =>
        member switch
        {
            FieldInfo { IsPublic: true, IsLiteral: true } field =>
                $"{field.Name}: const {Name(field.FieldType)} = {field.GetRawConstantValue()}",
            FieldInfo { IsPublic: true, IsSpecialName: false } field => $"{field.Name}: field {Name(field.FieldType)}",
            PropertyInfo property when property.GetAccessors().FirstOrDefault() is { } accessor =>
                $"{property.Name}:{Modifiers(accessor)}"
                    + $"{(property.IsDefined(typeof(RequiredMemberAttribute)) ? " required" : "")} "
                    + $"{Name(property.PropertyType)}{Mark(Nullability.Create(property))} {{{Accessors(property)} }}",
            EventInfo { AddMethod.IsPublic: true } happening =>
                $"{happening.Name}:{Modifiers(happening.AddMethod)} event {Name(happening.EventHandlerType!)}",
            ConstructorInfo constructor when IsSeen(constructor) =>
                $"new({Parameters(constructor)}){Modifiers(constructor)}",
            MethodInfo method
                when IsSeen(method)
                    && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
                $"{method.Name}({Parameters(method)}):{Modifiers(method)} "
                    + $"{Name(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter))}",
            _ => null,
        };

    private static bool IsSeen(MethodBase method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly)
        && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Modifiers(MethodBase method) =>
        (method.IsStatic ? " static" : "")
        + (method.IsPublic ? "" : " protected")
        + (
            method.IsAbstract ? " abstract"
            : method is { IsVirtual: true, IsFinal: false } ? " virtual"
            : ""
        );

    private static string Accessors(PropertyInfo property)
    {
        var isInit =
            property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        return (property.GetMethod is { IsPublic: true } ? " get;" : "")
            + (
                property.SetMethod is not { IsPublic: true } ? ""
                : isInit ? " init;"
                : " set;"
            );
    }

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method
                .GetParameters()
                .Select(parameter =>
                    $"{Name(parameter.ParameterType)}{Mark(Nullability.Create(parameter))} {parameter.Name}"
                    + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")
                )
        );

    private static string Mark(NullabilityInfo info) =>
        info.ReadState == NullabilityState.Nullable && !info.Type.IsValueType ? "?" : "";

    private static string Name(Type type) =>
        type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
}
