// A contract of the next major version, as a plugin's own build sees it.
[assembly: System.Reflection.AssemblyVersion("2.0.0.0")]

namespace InputSdk;

public interface IInputConnector;
