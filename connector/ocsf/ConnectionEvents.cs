using InputSdk.S3;
using static InputSdk.S3.Template;

namespace RedshiftAuditConnector;

/// <summary>
/// The connection log as OCSF. Logons and logoffs are Authentication; everything else is Datastore Activity, so that a
/// logon is not counted twice.
/// </summary>
internal static class ConnectionEvents
{
    private const int IpAddress = 2;
    private const int UserName = 4;

    private static readonly (int, string) Authentication = (3002, "Authentication");
    private static readonly (int, string) DatastoreActivity = (6005, "Datastore Activity");

    private static readonly ObjectTemplate Informational = Ocsf.Severity(1, "Informational");
    private static readonly ObjectTemplate Success = Ocsf.Status(1, "Success");

    /// <summary>The client. A connection from the cluster itself has the host <c>[local]</c>.</summary>
    private static readonly Template IsRemote = new SwitchTemplate
    {
        ByColumn = "remotehost",
        Cases = { ["[local]"] = false },
        Else = true,
    };

    private static readonly ObjectTemplate Client = new()
    {
        ["ip"] = Address("remotehost"),
        ["hostname"] = HostName("remotehost"),
        ["name"] = new SwitchTemplate
        {
            ByColumn = "remotehost",
            Else = NoHost("remotehost"),
            Empty = Ocsf.Unknown,
        },
        ["port"] = Integer("remoteport", max: 65_535),
        ["os"] = new ObjectTemplate
        {
            ["name"] = Column("os_version"),
            ["type_id"] = new SwitchTemplate
            {
                ByColumn = "os_version",
                ByStart = true,
                Cases =
                {
                    ["Windows"] = 100,
                    ["Microsoft Windows"] = 100,
                    ["Linux"] = 200,
                    ["macOS"] = 300,
                    ["Mac OS X"] = 300,
                    ["Darwin"] = 300,
                },
                Else = 99,
            },
        },
    };

    private static readonly ObjectTemplate User = new()
    {
        ["name"] = FirstOf(Column("username"), Ocsf.Unknown),
        ["type_id"] = new SwitchTemplate
        {
            ByColumn = "username",
            Cases = { ["rdsdb"] = 3 },
            Else = 0,
            Empty = 0,
        },
    };

    private static readonly ObjectTemplate Session = new()
    {
        ["uid"] = FirstOf(Column("sessionid"), Column("pid")),
        ["uid_alt"] = IfPresent("sessionid", Column("pid")),
        ["is_remote"] = IsRemote,
    };

    private static readonly UnmappedTemplate Unmapped = new()
    {
        Unset = new Dictionary<string, string> { ["duration"] = "0", ["mtu"] = "0" },
    };

    private static readonly ObjectTemplate LogonEvent = AuthenticationEvent(1, "Logon")
        .With(
            new ObjectTemplate
            {
                ["logon_type_id"] = IfRemote(3),
                ["logon_type"] = IfRemote("Network"),
                ["unmapped"] = Unmapped,
            }
        );

    private static readonly ObjectTemplate Logoff = AuthenticationEvent(2, "Logoff")
        .With(Informational)
        .With(Success)
        .With(
            new ObjectTemplate
            {
                ["start_time"] = TimeBefore("recordtime", "duration"),
                ["end_time"] = Time("recordtime"),
                ["duration"] = Milliseconds("duration"),
                ["session"] = Session.With(
                    new ObjectTemplate { ["created_time"] = TimeBefore("recordtime", "duration") }
                ),
                ["unmapped"] = Unmapped,
            }
        );

    /// <summary>An event by the text of its row. New versions of Redshift can add events.</summary>
    public static readonly Template Event = new SwitchTemplate
    {
        ByColumn = "event",
        Cases =
        {
            ["authenticated"] = LogonEvent.With(Informational).With(Success),
            ["authentication failure"] = LogonEvent.With(Ocsf.Severity(2, "Low")).With(Ocsf.Status(2, "Failure")),
            ["disconnecting session"] = Logoff,
            ["initiating session"] = DatastoreEvent(3, "Connect", "Connect").With(Success),
            ["set application_name"] = DatastoreEvent(99, "set application_name", "Other").With(Success),
        },
        Else = DatastoreEvent(99, Column("event"), "Other").With(Ocsf.Status(0, "Unknown")),
        Empty = DatastoreEvent(0, "Unknown", "Unknown").With(Ocsf.Status(0, "Unknown")),
    };

    private static Template IfRemote(Template value) =>
        new SwitchTemplate
        {
            ByColumn = "remotehost",
            Cases = { ["[local]"] = Omitted },
            Else = value,
        };

    private static ObjectTemplate AuthenticationEvent(int activity, string name) =>
        Ocsf.Class((3, "Identity & Access Management"), Authentication, activity, name, name)
            .With(Base())
            .With(
                new ObjectTemplate
                {
                    ["user"] = User,
                    ["actor"] = new ObjectTemplate { ["app_name"] = Column("application_name") },
                    ["src_endpoint"] = Client,
                    ["dst_endpoint"] = new ObjectTemplate { ["name"] = Part("cluster") },
                    ["service"] = new ObjectTemplate { ["name"] = "Amazon Redshift", ["uid"] = Ocsf.Cluster },
                    ["session"] = Session,
                    ["is_remote"] = IsRemote,
                    ["auth_protocol_id"] = IfPresent("authmethod", 99),
                    ["auth_protocol"] = Column("authmethod"),
                    ["auth_factors"] = new SwitchTemplate
                    {
                        ByColumn = "authmethod",
                        Cases =
                        {
                            ["password"] = new ListTemplate(
                                new ObjectTemplate { ["factor_type_id"] = 11, ["factor_type"] = "Password" }
                            ),
                        },
                    },
                    ["observables"] = Observables("user.name"),
                }
            );

    private static ObjectTemplate DatastoreEvent(int activity, Template name, string typeName) =>
        Ocsf.Class((6, "Application Activity"), DatastoreActivity, activity, name, typeName)
            .With(Base())
            .With(Informational)
            .With(
                new ObjectTemplate
                {
                    ["actor"] = new ObjectTemplate
                    {
                        ["user"] = User,
                        ["session"] = Session,
                        ["app_name"] = Column("application_name"),
                    },
                    ["src_endpoint"] = Client,
                    ["dst_endpoint"] = new ObjectTemplate
                    {
                        ["name"] = Part("cluster"),
                        ["svc_name"] = "Amazon Redshift",
                    },
                    ["database"] = new ObjectTemplate
                    {
                        ["name"] = FirstOf(Column("dbname"), Ocsf.Unknown),
                        ["type_id"] = 1,
                        ["type"] = "Relational",
                    },
                    ["type_id"] = 1,
                    ["type"] = "Database",
                    ["observables"] = Observables("actor.user.name"),
                    ["unmapped"] = Unmapped,
                }
            );

    private static ObjectTemplate Base()
    {
        var members = Ocsf.Base(ConnectionLog.Definition.Id, "Connection Log", "event");
        members["metadata"] = ((ObjectTemplate)members["metadata"]).With(
            new ObjectTemplate { ["correlation_uid"] = Column("iamauthguid") }
        );
        return members;
    }

    private static ListTemplate Observables(string user) =>
        new(
            Ocsf.Observable("src_endpoint.ip", IpAddress, Address("remotehost")),
            Ocsf.Observable(user, UserName, Column("username"))
        );
}
