namespace Sample;

public sealed class Good : InputSdk.IInputConnector;
