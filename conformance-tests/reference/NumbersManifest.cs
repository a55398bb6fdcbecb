using System.Text;

namespace ConformanceTests;

/// <summary>
/// The manifest of the connector for lists of numbers, which needs no more than contract 1.0 and declares no formats.
/// </summary>
internal static class NumbersManifest
{
    public static byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Text);

    public const string Text = """
        {
          "manifestVersion": 1, "id": "numbers", "name": "Numbers", "description": "Lists of numbers.",
          "version": "1.0.0",
          "contract": { "major": 1, "minor": 0 },
          "entry": {
            "assembly": "ConformanceTests.dll", "type": "ConformanceTests.NumbersConnector", "framework": "net10.0"
          },
          "delivery": "at-least-once",
          "checkpoint": { "version": 1, "reads": [1], "maxBytes": 1024 },
          "identity": ["/settings/list"], "egress": [],
          "check": [
            { "id": "settings", "title": "The settings are complete" },
            { "id": "list", "title": "The list can be read" }
          ],
          "config": {
            "title": "Numbers", "type": "object", "additionalProperties": false, "required": ["settings"],
            "properties": {
              "settings": {
                "type": "object", "title": "Settings", "additionalProperties": false, "required": ["list"],
                "properties": {
                  "list": {
                    "type": "string", "title": "List",
                    "description": "Name of the list.", "pattern": "^[a-z]{3,20}$(?!\\n)", "x-order": 1
                  },
                  "order": {
                    "type": "string", "title": "Order", "description": "The sort order.",
                    "enum": ["up", "down"], "x-enum-titles": ["Up", "Down"], "default": "up", "x-order": 2
                  },
                  "guest": {
                    "type": "string",
                    "title": "Guest", "description": "Name of a guest.", "pattern": "^[a-z]{3,20}$(?!\\n)", "x-order": 3
                  }
                }
              },
              "secrets": {
                "type": "object", "title": "Secrets", "additionalProperties": false,
                "properties": {
                  "token": {
                    "type": "string", "title": "Token", "description": "Token of a reader.", "format": "password",
                    "writeOnly": true, "x-secret": true, "minLength": 8, "pattern": "^[!-~]{8,60}$(?!\\n)"
                  }
                }
              }
            },
            "x-choice-title": "Reader",
            "oneOf": [
              { "title": "Token", "required": ["secrets"], "properties": {
                "settings": { "properties": { "guest": { "not": {} } } }, "secrets": { "required": ["token"] }
              } },
              { "title": "Guest", "properties": {
                "settings": { "required": ["guest"] }, "secrets": { "properties": { "token": { "not": {} } } }
              } }
            ]
          },
          "logTypes": [{
            "id": "numbers", "title": "Numbers", "description": "One number on each line.",
            "columns": [
              { "name": "number", "description": "The number.", "nullable": false },
              { "name": "note", "description": "A note about the number.", "nullable": true }
            ]
          }],
          "errors": [
            { "code": "config.invalid", "kind": "Config", "help": "Correct the settings." },
            { "code": "checkpoint.unusable", "kind": "Checkpoint", "help": "Read everything again." },
            { "code": "line.no_number", "kind": "Data", "help": "Inspect the line." },
            { "code": "numbers.unavailable", "kind": "Transient", "help": "Wait." },
            { "code": "numbers.denied", "kind": "Access", "help": "Request the permission." }
          ]
        }
        """;
}
