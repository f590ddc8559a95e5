"""One diagram of every type that mermaid knows, with Japanese labels."""

from __future__ import annotations

GALLERY = {
    "flowchart": """\
flowchart LR
    A([利用者のブラウザー]) -->|"① 認証を依頼する"| B{トークンは有効か}
    B -->|はい| C[APIゲートウェイ]
    B -.->|いいえ| D[["再ログインの画面を出す"]]
    C ==> E[(利用者テーブル)]
    subgraph 東京リージョン
        C
        E
    end
""",
    "sequence": """\
sequenceDiagram
    autonumber
    actor U as 利用者
    participant B as ブラウザー
    participant S as 認証サーバー<br/>(OIDC)
    Note over U,B: 初回だけ行う
    U->>B: ログインボタンを押す
    B->>+S: 認可コードを要求する
    alt 認証に成功した
        S-->>B: 認可コードを返す
    else 失敗した
        S--xB: エラーを返す
    end
    loop 15分ごと
        B->>S: トークンを更新する
    end
    S-->>-B: 完了
""",
    "class": """\
classDiagram
    class 動物 {
        +String 名前
        +int 年齢
        +鳴く() void
    }
    class 犬 {
        +散歩する()
    }
    class 猫
    動物 <|-- 犬 : 継承
    動物 <|-- 猫
    犬 "1" --> "0..*" おもちゃ : 持っている
    note for 猫 "気まぐれである"
""",
    "state": """\
stateDiagram-v2
    [*] --> 待機中
    待機中 --> 実行中 : 要求を受け取る
    実行中 --> 完了 : 成功した
    実行中 --> 失敗 : 例外が発生した
    失敗 --> 実行中 : 再試行する
    state 実行中 {
        [*] --> 検証
        検証 --> 保存
        保存 --> [*]
    }
    完了 --> [*]
    note right of 失敗 : 三回まで
""",
    "er": """\
erDiagram
    顧客 ||--o{ 注文 : "注文する"
    注文 ||--|{ 明細 : "含む"
    商品 ||--o{ 明細 : "参照される"
    顧客 {
        int 顧客番号 PK "主キー"
        string 氏名
        string 住所
    }
    注文 {
        int 注文番号 PK
        date 注文日
    }
""",
    "gantt": """\
gantt
    title 移行計画
    dateFormat YYYY-MM-DD
    axisFormat %m/%d
    section 準備
    要件を整理する :done, a1, 2024-01-01, 7d
    環境を構築する :active, a2, after a1, 5d
    section 実施
    データを移す :crit, b1, after a2, 6d
    動作を確認する :b2, after b1, 4d
    本番へ切り替える :milestone, m1, after b2, 0d
""",
    "pie": """\
pie showData title 月額費用の内訳
    "計算(EC2・Lambda)" : 42
    "保存(S3)" : 23
    "データ転送" : 20
    "その他" : 15
""",
    "mindmap": """\
mindmap
  root((クラウド設計))
    可用性
      複数のAZ
      自動復旧
    安全性
      最小権限
      暗号化
        保存時
        転送時
    費用
      予約
      スポット
""",
    "timeline": """\
timeline
    title AWSの歴史
    2006年 : S3を公開 : EC2を公開
    2012年 : DynamoDBを公開
    2014年 : Lambdaを公開 : サーバーレスの始まり
    2018年 : Firecracker
""",
    "gitGraph": """\
gitGraph
    commit id: "初回"
    branch "開発"
    checkout "開発"
    commit id: "機能を追加"
    commit id: "不具合を修正"
    checkout main
    merge "開発" tag: "v1.0"
    commit id: "文書を更新"
""",
    "journey": """\
journey
    title 利用者の一日
    section 朝
      起きる: 3: 自分
      通知を確認する: 4: 自分, アプリ
    section 昼
      会議に出る: 2: 自分, 同僚
      昼食をとる: 5: 自分
""",
    "quadrant": """\
quadrantChart
    title 施策の優先度
    x-axis 手間が小さい --> 手間が大きい
    y-axis 効果が小さい --> 効果が大きい
    quadrant-1 計画して行う
    quadrant-2 すぐに行う
    quadrant-3 後回し
    quadrant-4 行わない
    キャッシュ導入: [0.25, 0.8]
    全面書き直し: [0.9, 0.7]
    配色の変更: [0.2, 0.3]
""",
    "xychart": """\
xychart-beta
    title "月別の要求数"
    x-axis ["一月", "二月", "三月", "四月", "五月", "六月"]
    y-axis "要求数(万件)" 0 --> 120
    bar [30, 45, 60, 80, 95, 110]
    line [25, 40, 65, 70, 100, 105]
""",
    "sankey": """\
sankey-beta
"電力","照明",30
"電力","空調",50
"電力","計算機",40
"ガス","暖房",35
"ガス","給湯",25
"空調","損失",10
""",
    "block": """\
block-beta
    columns 3
    画面["画面層"]:3
    a["認証"] b["検索"] c["注文"]
    space:3
    d[("データベース")]:3
    b --> d
    a --> d
""",
    "packet": """\
packet-beta
    title TCPヘッダー
    0-15: "送信元ポート"
    16-31: "宛先ポート"
    32-63: "シーケンス番号"
    64-95: "確認応答番号"
    96-99: "長さ"
    100-105: "予約"
    106: "URG"
    107: "ACK"
    108: "PSH"
    109: "RST"
    110: "SYN"
    111: "FIN"
    112-127: "ウィンドウ"
""",
    "architecture": """\
architecture-beta
    group api(cloud)[公開API]
    service db(database)[データベース] in api
    service disk1(disk)[記憶装置] in api
    service server(server)[サーバー] in api
    service net(internet)[インターネット]
    db:L -- R:server
    disk1:T -- B:server
    net:R --> L:server
""",
    "kanban": """\
kanban
  未着手
    [設計書を書く]
    [費用を見積もる]
  作業中
    id3[認証を実装する]@{ assigned: '田中', ticket: 'T-12', priority: 'High' }
  完了
    [要件を確認する]
""",
    "requirement": """\
requirementDiagram
    requirement "応答時間" {
        id: 1
        text: "三秒以内に応答する"
        risk: high
        verifymethod: test
    }
    element "負荷試験" {
        type: "試験"
    }
    "負荷試験" - satisfies -> "応答時間"
""",
    "c4": """\
C4Context
    title 銀行システムの文脈
    Person(customer, "顧客", "口座を持つ利用者")
    System(bank, "ネット銀行", "残高の照会と振込ができる")
    System_Ext(mail, "メール配信", "通知を送る外部サービス")
    Rel(customer, bank, "利用する", "HTTPS")
    Rel(bank, mail, "通知を依頼する", "SMTP")
""",
    "radar": """\
radar-beta
    title 技能の比較
    axis a["設計"], b["実装"], c["試験"], d["運用"], e["文書"]
    curve x["田中"]{80, 90, 60, 70, 50}
    curve y["鈴木"]{60, 70, 90, 80, 75}
    max 100
    min 0
""",
    "treemap": """\
treemap-beta
"計算"
    "EC2": 40
    "Lambda": 15
"保存"
    "S3": 25
    "EBS": 12
"通信"
    "CloudFront": 8
""",
}
