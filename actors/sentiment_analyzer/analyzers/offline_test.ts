import { testAnalyzerContract } from "./contract.ts";
import { offlineAnalyzer } from "./offline.ts";

testAnalyzerContract("the offline default", () => Promise.resolve({ analyzer: offlineAnalyzer() }));
