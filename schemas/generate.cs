#:project ../sdk-contract/InputSdk.csproj
#:project ../s3-input/InputSdk.S3.csproj
#:project ../connector/RedshiftAuditConnector.csproj
#:property RestorePackagesWithLockFile=false
#:property ManagePackageVersionsCentrally=true

// Writes manifest.json and this folder's schemas from the connector's declaration:
//     dotnet run schemas/generate.cs
// A test compares the committed files with the result of the same function.
using InputSdk.S3.Specification;
using RedshiftAuditConnector;

var root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
foreach (var (path, bytes) in Manifest.Files(RedshiftAuditLogs.Declaration))
{
    File.WriteAllBytes(Path.Combine(root, path), bytes);
    Console.WriteLine(path);
}

foreach (var format in RedshiftAuditLogs.Declaration.Formats)
{
    var page = Path.Combine(root, "docs", $"{format.Id}.md");
    File.WriteAllText(page, ReferencePages.WithMapping(File.ReadAllText(page), RedshiftAuditLogs.Declaration, format));
    Console.WriteLine($"docs/{format.Id}.md");
}
