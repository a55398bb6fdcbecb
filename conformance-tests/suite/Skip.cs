using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InputSdk.Conformance;

internal static class Skip
{
    public const string Sign = "$Skip$";

    /// <summary>Ends a test as skipped, visibly and with its reason.</summary>
    public static void Because(string reason) => throw new InvalidOperationException(Sign + reason);
}

/// <summary>
/// A test of xunit 2 can be skipped only before it runs, and a rule finds out while it runs whether it
/// applies. So what is told of a test that ended by <see cref="Skip.Because"/> is changed on its way.
/// </summary>
public sealed class SkippingFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new XunitTestAssemblyRunner(TestAssembly, testCases, DiagnosticMessageSink, new Sink(executionMessageSink), executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Sink(IMessageSink next) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message) => next.OnMessage(
            message is ITestFailed failed && failed.Messages[0].StartsWith(Skip.Sign, StringComparison.Ordinal)
                ? new TestSkipped(failed.Test, failed.Messages[0][Skip.Sign.Length..])
                : message);
    }
}
