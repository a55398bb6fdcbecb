using System.Runtime.InteropServices;
using InputHost.Plugins;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// Plugins whose files are valid: what each can use when its code is loaded, and that a failure affects only that
/// plugin.
/// </summary>
public sealed class PluginLoadTests : IDisposable
{
    private readonly PluginFolders _plugins = new();

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public async Task Two_plugins_with_conflicting_versions_of_a_dependency_each_get_their_own()
    {
        _plugins.Add("one", build: "first");
        _plugins.Add("two", build: "second");
        Assert.Equal("the first dependency", await FindingAsync("one"));
        Assert.Equal("the second dependency", await FindingAsync("two"));
        Assert.Equal("the first dependency", await FindingAsync("one"));
    }

    [Theory]
    [InlineData("InputSdk.dll", false)]
    [InlineData("InputSdk.dll", true)]
    [InlineData("inputsdk.dll", false)]
    public async Task A_copy_of_the_contract_in_the_plugins_folder_is_ignored(string name, bool withDependencyList)
    {
        _plugins.Add(
            "stray",
            files: folder =>
            {
                File.Copy(typeof(IInputConnector).Assembly.Location, Path.Combine(folder, name));
                if (withDependencyList)
                {
                    File.WriteAllText(Path.Combine(folder, "Sample.deps.json"), DependencyList());
                }
            }
        );
        Assert.Equal("the first dependency", await FindingAsync("stray"));
    }

    [Fact]
    public async Task A_contract_of_another_major_version_in_the_plugins_folder_is_ignored()
    {
        _plugins.Add(
            "stray",
            files: folder =>
                File.Copy(PluginFolders.BuiltFile("contract2/InputSdk.dll"), Path.Combine(folder, "InputSdk.dll"))
        );
        Assert.Equal("the first dependency", await FindingAsync("stray"));
    }

    [Fact]
    public async Task The_manifest_selects_one_of_two_connectors_in_an_assembly()
    {
        _plugins.Add("one");
        _plugins.Add("other", "AnotherGood");
        Assert.Equal("AnotherGood", Load("other").GetType().Name);
        Assert.Equal("Good", Load("one").GetType().Name);
        Assert.Equal("the first dependency", await FindingAsync("other"));
    }

    [Fact]
    public async Task Native_code_is_loaded_from_the_path_in_the_plugins_list_of_dependencies()
    {
        // SQLite's library under another name: the only native library that the tests have on every system.
        var (own, sqlite) = NativeNames();
        var places = ((string)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES")!).Split(Path.PathSeparator);
        var library = places.Select(place => Path.Combine(place, sqlite)).First(File.Exists);
        var native = $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native";
        _plugins.Add(
            "native",
            "Native",
            files: folder =>
            {
                Directory.CreateDirectory(Path.Combine(folder, native));
                File.Copy(library, Path.Combine(folder, native, own));
                File.WriteAllText(
                    Path.Combine(folder, "Sample.deps.json"),
                    DependencyList(
                        $$"""
                        , "runtimeTargets": {
                          "{{native}}/{{own}}": {
                            "rid": "{{RuntimeInformation.RuntimeIdentifier}}",
                            "assetType": "native"
                          }
                        }
                        """
                    )
                );
            }
        );
        Assert.Matches(@"^3\.\d+\.\d+$", await FindingAsync("native"));
    }

    [Theory]
    [InlineData("ThrowsWhenMade", "its code fails with InvalidOperationException")]
    [InlineData("ThrowsBeforeItIsMade", "its code fails with InvalidDataException")]
    [InlineData("ThrowsAboutAFile", "its code fails with FileNotFoundException")]
    [InlineData("ThrowsInItsManifest", "its code fails with NotSupportedException")]
    [InlineData("OtherManifest", "its manifest.json differs from the manifest in its code")]
    [InlineData("NeedsArguments", "its type Sample.NeedsArguments has no public parameterless constructor")]
    [InlineData("Unfinished", "its type Sample.Unfinished has no public parameterless constructor")]
    [InlineData("NoConnector", "its type Sample.NoConnector does not implement IInputConnector")]
    [InlineData("Missing", "Sample.dll has no type Sample.Missing")]
    [InlineData("Good, System.Private.CoreLib", "Sample.dll has no type Sample.Good, System.Private.CoreLib")]
    [InlineData("Good[]", "its type Sample.Good[] does not implement IInputConnector")]
    public void Code_that_cannot_be_used_is_refused_with_the_reason(string entry, string reason)
    {
        _plugins.Add("bad", entry);
        Assert.Equal(reason, RefusedBesideAGoodOne());
    }

    [Fact]
    public void A_missing_dependency_is_detected_before_a_method_needs_it()
    {
        _plugins.Add("bad", files: folder => File.Delete(Path.Combine(folder, "Dependency.dll")));
        Assert.Equal("it needs Dependency 1.0.0.0, which is missing", RefusedBesideAGoodOne());
    }

    [Fact]
    public void A_dependency_older_than_the_one_that_the_plugin_was_built_with_is_refused()
    {
        _plugins.Add(
            "bad",
            build: "second",
            files: folder =>
                File.Copy(
                    PluginFolders.BuiltFile("first/Dependency.dll"),
                    Path.Combine(folder, "Dependency.dll"),
                    overwrite: true
                )
        );
        Assert.Equal("it needs Dependency 2.0.0.0, but 1.0.0.0 would be loaded", RefusedBesideAGoodOne());
    }

    [Theory]
    [InlineData("Sample.dll", "Sample.dll")]
    [InlineData("Dependency.dll", "Dependency 1.0.0.0")]
    public void A_file_with_the_extension_dll_that_is_not_an_assembly_is_refused(string name, string reported)
    {
        _plugins.Add("bad", files: folder => File.WriteAllText(Path.Combine(folder, name), "MZ, but no more of it"));
        Assert.Equal($"{reported} is not a .NET assembly for this machine", RefusedBesideAGoodOne());
    }

    [Fact]
    public void Code_built_on_the_next_major_contract_is_refused_independently_of_its_manifest()
    {
        _plugins.Add("bad", build: "next");
        Assert.Equal("it needs InputSdk 2.0.0.0, but 1.0.0.0 would be loaded", RefusedBesideAGoodOne());
    }

    [Fact]
    public void A_damaged_list_of_dependencies_refuses_the_plugin()
    {
        _plugins.Add("bad", files: folder => File.WriteAllText(Path.Combine(folder, "Sample.deps.json"), "{ hunter2"));
        Assert.Equal("its code fails with InvalidOperationException", RefusedBesideAGoodOne());
    }

    private string RefusedBesideAGoodOne()
    {
        _plugins.Add("good");
        var files = PluginCatalog.Open(_plugins.Folder);
        Assert.Empty(files.Refused);
        var loaded = files.LoadAll();
        Assert.Equal("good", Assert.Single(loaded.Plugins).Manifest.Id);
        var refused = Assert.Single(loaded.Refused);
        Assert.Equal("bad", Path.GetFileName(refused.Folder));
        return refused.Reason;
    }

    private IInputConnector Load(string id) => PluginCatalog.Load(PluginCatalog.Open(_plugins.Folder).Find(id));

    private async Task<string> FindingAsync(string id)
    {
        var config = new InputConfig { Settings = "{}"u8.ToArray(), Secrets = "{}"u8.ToArray() };
        var steps = new List<CheckStep>();
        await foreach (var step in Load(id).CheckAsync(config, host: null!))
        {
            steps.Add(step);
        }

        return Assert.Single(steps).Message;
    }

    private static (string Own, string Sqlite) NativeNames() =>
        OperatingSystem.IsWindows() ? ("own_native.dll", "e_sqlite3.dll")
        : OperatingSystem.IsMacOS() ? ("libown_native.dylib", "libe_sqlite3.dylib")
        : ("libown_native.so", "libe_sqlite3.so");

    /// <summary>The list as a build writes it that treats the contract as a dependency to ship.</summary>
    private static string DependencyList(string native = "") =>
        $$$"""
            {
              "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" },
              "targets": {
                ".NETCoreApp,Version=v10.0": {
                  "Sample/1.0.0": {
                    "dependencies": { "InputSdk": "1.0.0", "Dependency": "1.0.0" },
                    "runtime": { "Sample.dll": {} }{{{native}}}
                  },
                  "InputSdk/1.0.0": {
                    "runtime": { "InputSdk.dll": { "assemblyVersion": "1.0.0.0", "fileVersion": "1.0.0.0" } }
                  },
                  "Dependency/1.0.0": {
                    "runtime": { "Dependency.dll": { "assemblyVersion": "1.0.0.0", "fileVersion": "1.0.0.0" } }
                  }
                }
              },
              "libraries": {
                "Sample/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
                "InputSdk/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
                "Dependency/1.0.0": { "type": "project", "serviceable": false, "sha512": "" }
              }
            }
            """;
}
