// Compiled twice: the second version has another member in the place of the first one's.
#if SECOND
[assembly: System.Reflection.AssemblyVersion("2.0.0.0")]

public static class Dependency
{
    public static string Second() => "the second dependency";
}
#else
[assembly: System.Reflection.AssemblyVersion("1.0.0.0")]

public static class Dependency
{
    public static string First() => "the first dependency";
}
#endif
