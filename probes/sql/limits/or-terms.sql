-- title: A condition of 1100 terms joined by OR
-- bites: a filter that a program puts together from a long list is refused by SQLite beyond a depth of 1000, and by nothing else
-- severity: medium
-- tags: limits queries
-- see: https://www.sqlite.org/limits.html
-- remedy: IN (...), or join with a table of the values

CREATE TABLE orders (n INTEGER);
INSERT INTO orders VALUES (1099);
--? orders found
SELECT count(*) FROM orders WHERE n = 0 OR n = 1 OR n = 2 OR n = 3 OR n = 4 OR n = 5 OR n = 6 OR n = 7 OR n = 8 OR n = 9 OR n = 10 OR n = 11
  OR n = 12 OR n = 13 OR n = 14 OR n = 15 OR n = 16 OR n = 17 OR n = 18 OR n = 19 OR n = 20 OR n = 21
  OR n = 22 OR n = 23 OR n = 24 OR n = 25 OR n = 26 OR n = 27 OR n = 28 OR n = 29 OR n = 30 OR n = 31
  OR n = 32 OR n = 33 OR n = 34 OR n = 35 OR n = 36 OR n = 37 OR n = 38 OR n = 39 OR n = 40 OR n = 41
  OR n = 42 OR n = 43 OR n = 44 OR n = 45 OR n = 46 OR n = 47 OR n = 48 OR n = 49 OR n = 50 OR n = 51
  OR n = 52 OR n = 53 OR n = 54 OR n = 55 OR n = 56 OR n = 57 OR n = 58 OR n = 59 OR n = 60 OR n = 61
  OR n = 62 OR n = 63 OR n = 64 OR n = 65 OR n = 66 OR n = 67 OR n = 68 OR n = 69 OR n = 70 OR n = 71
  OR n = 72 OR n = 73 OR n = 74 OR n = 75 OR n = 76 OR n = 77 OR n = 78 OR n = 79 OR n = 80 OR n = 81
  OR n = 82 OR n = 83 OR n = 84 OR n = 85 OR n = 86 OR n = 87 OR n = 88 OR n = 89 OR n = 90 OR n = 91
  OR n = 92 OR n = 93 OR n = 94 OR n = 95 OR n = 96 OR n = 97 OR n = 98 OR n = 99 OR n = 100 OR n = 101
  OR n = 102 OR n = 103 OR n = 104 OR n = 105 OR n = 106 OR n = 107 OR n = 108 OR n = 109 OR n = 110
  OR n = 111 OR n = 112 OR n = 113 OR n = 114 OR n = 115 OR n = 116 OR n = 117 OR n = 118 OR n = 119
  OR n = 120 OR n = 121 OR n = 122 OR n = 123 OR n = 124 OR n = 125 OR n = 126 OR n = 127 OR n = 128
  OR n = 129 OR n = 130 OR n = 131 OR n = 132 OR n = 133 OR n = 134 OR n = 135 OR n = 136 OR n = 137
  OR n = 138 OR n = 139 OR n = 140 OR n = 141 OR n = 142 OR n = 143 OR n = 144 OR n = 145 OR n = 146
  OR n = 147 OR n = 148 OR n = 149 OR n = 150 OR n = 151 OR n = 152 OR n = 153 OR n = 154 OR n = 155
  OR n = 156 OR n = 157 OR n = 158 OR n = 159 OR n = 160 OR n = 161 OR n = 162 OR n = 163 OR n = 164
  OR n = 165 OR n = 166 OR n = 167 OR n = 168 OR n = 169 OR n = 170 OR n = 171 OR n = 172 OR n = 173
  OR n = 174 OR n = 175 OR n = 176 OR n = 177 OR n = 178 OR n = 179 OR n = 180 OR n = 181 OR n = 182
  OR n = 183 OR n = 184 OR n = 185 OR n = 186 OR n = 187 OR n = 188 OR n = 189 OR n = 190 OR n = 191
  OR n = 192 OR n = 193 OR n = 194 OR n = 195 OR n = 196 OR n = 197 OR n = 198 OR n = 199 OR n = 200
  OR n = 201 OR n = 202 OR n = 203 OR n = 204 OR n = 205 OR n = 206 OR n = 207 OR n = 208 OR n = 209
  OR n = 210 OR n = 211 OR n = 212 OR n = 213 OR n = 214 OR n = 215 OR n = 216 OR n = 217 OR n = 218
  OR n = 219 OR n = 220 OR n = 221 OR n = 222 OR n = 223 OR n = 224 OR n = 225 OR n = 226 OR n = 227
  OR n = 228 OR n = 229 OR n = 230 OR n = 231 OR n = 232 OR n = 233 OR n = 234 OR n = 235 OR n = 236
  OR n = 237 OR n = 238 OR n = 239 OR n = 240 OR n = 241 OR n = 242 OR n = 243 OR n = 244 OR n = 245
  OR n = 246 OR n = 247 OR n = 248 OR n = 249 OR n = 250 OR n = 251 OR n = 252 OR n = 253 OR n = 254
  OR n = 255 OR n = 256 OR n = 257 OR n = 258 OR n = 259 OR n = 260 OR n = 261 OR n = 262 OR n = 263
  OR n = 264 OR n = 265 OR n = 266 OR n = 267 OR n = 268 OR n = 269 OR n = 270 OR n = 271 OR n = 272
  OR n = 273 OR n = 274 OR n = 275 OR n = 276 OR n = 277 OR n = 278 OR n = 279 OR n = 280 OR n = 281
  OR n = 282 OR n = 283 OR n = 284 OR n = 285 OR n = 286 OR n = 287 OR n = 288 OR n = 289 OR n = 290
  OR n = 291 OR n = 292 OR n = 293 OR n = 294 OR n = 295 OR n = 296 OR n = 297 OR n = 298 OR n = 299
  OR n = 300 OR n = 301 OR n = 302 OR n = 303 OR n = 304 OR n = 305 OR n = 306 OR n = 307 OR n = 308
  OR n = 309 OR n = 310 OR n = 311 OR n = 312 OR n = 313 OR n = 314 OR n = 315 OR n = 316 OR n = 317
  OR n = 318 OR n = 319 OR n = 320 OR n = 321 OR n = 322 OR n = 323 OR n = 324 OR n = 325 OR n = 326
  OR n = 327 OR n = 328 OR n = 329 OR n = 330 OR n = 331 OR n = 332 OR n = 333 OR n = 334 OR n = 335
  OR n = 336 OR n = 337 OR n = 338 OR n = 339 OR n = 340 OR n = 341 OR n = 342 OR n = 343 OR n = 344
  OR n = 345 OR n = 346 OR n = 347 OR n = 348 OR n = 349 OR n = 350 OR n = 351 OR n = 352 OR n = 353
  OR n = 354 OR n = 355 OR n = 356 OR n = 357 OR n = 358 OR n = 359 OR n = 360 OR n = 361 OR n = 362
  OR n = 363 OR n = 364 OR n = 365 OR n = 366 OR n = 367 OR n = 368 OR n = 369 OR n = 370 OR n = 371
  OR n = 372 OR n = 373 OR n = 374 OR n = 375 OR n = 376 OR n = 377 OR n = 378 OR n = 379 OR n = 380
  OR n = 381 OR n = 382 OR n = 383 OR n = 384 OR n = 385 OR n = 386 OR n = 387 OR n = 388 OR n = 389
  OR n = 390 OR n = 391 OR n = 392 OR n = 393 OR n = 394 OR n = 395 OR n = 396 OR n = 397 OR n = 398
  OR n = 399 OR n = 400 OR n = 401 OR n = 402 OR n = 403 OR n = 404 OR n = 405 OR n = 406 OR n = 407
  OR n = 408 OR n = 409 OR n = 410 OR n = 411 OR n = 412 OR n = 413 OR n = 414 OR n = 415 OR n = 416
  OR n = 417 OR n = 418 OR n = 419 OR n = 420 OR n = 421 OR n = 422 OR n = 423 OR n = 424 OR n = 425
  OR n = 426 OR n = 427 OR n = 428 OR n = 429 OR n = 430 OR n = 431 OR n = 432 OR n = 433 OR n = 434
  OR n = 435 OR n = 436 OR n = 437 OR n = 438 OR n = 439 OR n = 440 OR n = 441 OR n = 442 OR n = 443
  OR n = 444 OR n = 445 OR n = 446 OR n = 447 OR n = 448 OR n = 449 OR n = 450 OR n = 451 OR n = 452
  OR n = 453 OR n = 454 OR n = 455 OR n = 456 OR n = 457 OR n = 458 OR n = 459 OR n = 460 OR n = 461
  OR n = 462 OR n = 463 OR n = 464 OR n = 465 OR n = 466 OR n = 467 OR n = 468 OR n = 469 OR n = 470
  OR n = 471 OR n = 472 OR n = 473 OR n = 474 OR n = 475 OR n = 476 OR n = 477 OR n = 478 OR n = 479
  OR n = 480 OR n = 481 OR n = 482 OR n = 483 OR n = 484 OR n = 485 OR n = 486 OR n = 487 OR n = 488
  OR n = 489 OR n = 490 OR n = 491 OR n = 492 OR n = 493 OR n = 494 OR n = 495 OR n = 496 OR n = 497
  OR n = 498 OR n = 499 OR n = 500 OR n = 501 OR n = 502 OR n = 503 OR n = 504 OR n = 505 OR n = 506
  OR n = 507 OR n = 508 OR n = 509 OR n = 510 OR n = 511 OR n = 512 OR n = 513 OR n = 514 OR n = 515
  OR n = 516 OR n = 517 OR n = 518 OR n = 519 OR n = 520 OR n = 521 OR n = 522 OR n = 523 OR n = 524
  OR n = 525 OR n = 526 OR n = 527 OR n = 528 OR n = 529 OR n = 530 OR n = 531 OR n = 532 OR n = 533
  OR n = 534 OR n = 535 OR n = 536 OR n = 537 OR n = 538 OR n = 539 OR n = 540 OR n = 541 OR n = 542
  OR n = 543 OR n = 544 OR n = 545 OR n = 546 OR n = 547 OR n = 548 OR n = 549 OR n = 550 OR n = 551
  OR n = 552 OR n = 553 OR n = 554 OR n = 555 OR n = 556 OR n = 557 OR n = 558 OR n = 559 OR n = 560
  OR n = 561 OR n = 562 OR n = 563 OR n = 564 OR n = 565 OR n = 566 OR n = 567 OR n = 568 OR n = 569
  OR n = 570 OR n = 571 OR n = 572 OR n = 573 OR n = 574 OR n = 575 OR n = 576 OR n = 577 OR n = 578
  OR n = 579 OR n = 580 OR n = 581 OR n = 582 OR n = 583 OR n = 584 OR n = 585 OR n = 586 OR n = 587
  OR n = 588 OR n = 589 OR n = 590 OR n = 591 OR n = 592 OR n = 593 OR n = 594 OR n = 595 OR n = 596
  OR n = 597 OR n = 598 OR n = 599 OR n = 600 OR n = 601 OR n = 602 OR n = 603 OR n = 604 OR n = 605
  OR n = 606 OR n = 607 OR n = 608 OR n = 609 OR n = 610 OR n = 611 OR n = 612 OR n = 613 OR n = 614
  OR n = 615 OR n = 616 OR n = 617 OR n = 618 OR n = 619 OR n = 620 OR n = 621 OR n = 622 OR n = 623
  OR n = 624 OR n = 625 OR n = 626 OR n = 627 OR n = 628 OR n = 629 OR n = 630 OR n = 631 OR n = 632
  OR n = 633 OR n = 634 OR n = 635 OR n = 636 OR n = 637 OR n = 638 OR n = 639 OR n = 640 OR n = 641
  OR n = 642 OR n = 643 OR n = 644 OR n = 645 OR n = 646 OR n = 647 OR n = 648 OR n = 649 OR n = 650
  OR n = 651 OR n = 652 OR n = 653 OR n = 654 OR n = 655 OR n = 656 OR n = 657 OR n = 658 OR n = 659
  OR n = 660 OR n = 661 OR n = 662 OR n = 663 OR n = 664 OR n = 665 OR n = 666 OR n = 667 OR n = 668
  OR n = 669 OR n = 670 OR n = 671 OR n = 672 OR n = 673 OR n = 674 OR n = 675 OR n = 676 OR n = 677
  OR n = 678 OR n = 679 OR n = 680 OR n = 681 OR n = 682 OR n = 683 OR n = 684 OR n = 685 OR n = 686
  OR n = 687 OR n = 688 OR n = 689 OR n = 690 OR n = 691 OR n = 692 OR n = 693 OR n = 694 OR n = 695
  OR n = 696 OR n = 697 OR n = 698 OR n = 699 OR n = 700 OR n = 701 OR n = 702 OR n = 703 OR n = 704
  OR n = 705 OR n = 706 OR n = 707 OR n = 708 OR n = 709 OR n = 710 OR n = 711 OR n = 712 OR n = 713
  OR n = 714 OR n = 715 OR n = 716 OR n = 717 OR n = 718 OR n = 719 OR n = 720 OR n = 721 OR n = 722
  OR n = 723 OR n = 724 OR n = 725 OR n = 726 OR n = 727 OR n = 728 OR n = 729 OR n = 730 OR n = 731
  OR n = 732 OR n = 733 OR n = 734 OR n = 735 OR n = 736 OR n = 737 OR n = 738 OR n = 739 OR n = 740
  OR n = 741 OR n = 742 OR n = 743 OR n = 744 OR n = 745 OR n = 746 OR n = 747 OR n = 748 OR n = 749
  OR n = 750 OR n = 751 OR n = 752 OR n = 753 OR n = 754 OR n = 755 OR n = 756 OR n = 757 OR n = 758
  OR n = 759 OR n = 760 OR n = 761 OR n = 762 OR n = 763 OR n = 764 OR n = 765 OR n = 766 OR n = 767
  OR n = 768 OR n = 769 OR n = 770 OR n = 771 OR n = 772 OR n = 773 OR n = 774 OR n = 775 OR n = 776
  OR n = 777 OR n = 778 OR n = 779 OR n = 780 OR n = 781 OR n = 782 OR n = 783 OR n = 784 OR n = 785
  OR n = 786 OR n = 787 OR n = 788 OR n = 789 OR n = 790 OR n = 791 OR n = 792 OR n = 793 OR n = 794
  OR n = 795 OR n = 796 OR n = 797 OR n = 798 OR n = 799 OR n = 800 OR n = 801 OR n = 802 OR n = 803
  OR n = 804 OR n = 805 OR n = 806 OR n = 807 OR n = 808 OR n = 809 OR n = 810 OR n = 811 OR n = 812
  OR n = 813 OR n = 814 OR n = 815 OR n = 816 OR n = 817 OR n = 818 OR n = 819 OR n = 820 OR n = 821
  OR n = 822 OR n = 823 OR n = 824 OR n = 825 OR n = 826 OR n = 827 OR n = 828 OR n = 829 OR n = 830
  OR n = 831 OR n = 832 OR n = 833 OR n = 834 OR n = 835 OR n = 836 OR n = 837 OR n = 838 OR n = 839
  OR n = 840 OR n = 841 OR n = 842 OR n = 843 OR n = 844 OR n = 845 OR n = 846 OR n = 847 OR n = 848
  OR n = 849 OR n = 850 OR n = 851 OR n = 852 OR n = 853 OR n = 854 OR n = 855 OR n = 856 OR n = 857
  OR n = 858 OR n = 859 OR n = 860 OR n = 861 OR n = 862 OR n = 863 OR n = 864 OR n = 865 OR n = 866
  OR n = 867 OR n = 868 OR n = 869 OR n = 870 OR n = 871 OR n = 872 OR n = 873 OR n = 874 OR n = 875
  OR n = 876 OR n = 877 OR n = 878 OR n = 879 OR n = 880 OR n = 881 OR n = 882 OR n = 883 OR n = 884
  OR n = 885 OR n = 886 OR n = 887 OR n = 888 OR n = 889 OR n = 890 OR n = 891 OR n = 892 OR n = 893
  OR n = 894 OR n = 895 OR n = 896 OR n = 897 OR n = 898 OR n = 899 OR n = 900 OR n = 901 OR n = 902
  OR n = 903 OR n = 904 OR n = 905 OR n = 906 OR n = 907 OR n = 908 OR n = 909 OR n = 910 OR n = 911
  OR n = 912 OR n = 913 OR n = 914 OR n = 915 OR n = 916 OR n = 917 OR n = 918 OR n = 919 OR n = 920
  OR n = 921 OR n = 922 OR n = 923 OR n = 924 OR n = 925 OR n = 926 OR n = 927 OR n = 928 OR n = 929
  OR n = 930 OR n = 931 OR n = 932 OR n = 933 OR n = 934 OR n = 935 OR n = 936 OR n = 937 OR n = 938
  OR n = 939 OR n = 940 OR n = 941 OR n = 942 OR n = 943 OR n = 944 OR n = 945 OR n = 946 OR n = 947
  OR n = 948 OR n = 949 OR n = 950 OR n = 951 OR n = 952 OR n = 953 OR n = 954 OR n = 955 OR n = 956
  OR n = 957 OR n = 958 OR n = 959 OR n = 960 OR n = 961 OR n = 962 OR n = 963 OR n = 964 OR n = 965
  OR n = 966 OR n = 967 OR n = 968 OR n = 969 OR n = 970 OR n = 971 OR n = 972 OR n = 973 OR n = 974
  OR n = 975 OR n = 976 OR n = 977 OR n = 978 OR n = 979 OR n = 980 OR n = 981 OR n = 982 OR n = 983
  OR n = 984 OR n = 985 OR n = 986 OR n = 987 OR n = 988 OR n = 989 OR n = 990 OR n = 991 OR n = 992
  OR n = 993 OR n = 994 OR n = 995 OR n = 996 OR n = 997 OR n = 998 OR n = 999 OR n = 1000 OR n = 1001
  OR n = 1002 OR n = 1003 OR n = 1004 OR n = 1005 OR n = 1006 OR n = 1007 OR n = 1008 OR n = 1009 OR n = 1010
  OR n = 1011 OR n = 1012 OR n = 1013 OR n = 1014 OR n = 1015 OR n = 1016 OR n = 1017 OR n = 1018 OR n = 1019
  OR n = 1020 OR n = 1021 OR n = 1022 OR n = 1023 OR n = 1024 OR n = 1025 OR n = 1026 OR n = 1027 OR n = 1028
  OR n = 1029 OR n = 1030 OR n = 1031 OR n = 1032 OR n = 1033 OR n = 1034 OR n = 1035 OR n = 1036 OR n = 1037
  OR n = 1038 OR n = 1039 OR n = 1040 OR n = 1041 OR n = 1042 OR n = 1043 OR n = 1044 OR n = 1045 OR n = 1046
  OR n = 1047 OR n = 1048 OR n = 1049 OR n = 1050 OR n = 1051 OR n = 1052 OR n = 1053 OR n = 1054 OR n = 1055
  OR n = 1056 OR n = 1057 OR n = 1058 OR n = 1059 OR n = 1060 OR n = 1061 OR n = 1062 OR n = 1063 OR n = 1064
  OR n = 1065 OR n = 1066 OR n = 1067 OR n = 1068 OR n = 1069 OR n = 1070 OR n = 1071 OR n = 1072 OR n = 1073
  OR n = 1074 OR n = 1075 OR n = 1076 OR n = 1077 OR n = 1078 OR n = 1079 OR n = 1080 OR n = 1081 OR n = 1082
  OR n = 1083 OR n = 1084 OR n = 1085 OR n = 1086 OR n = 1087 OR n = 1088 OR n = 1089 OR n = 1090 OR n = 1091
  OR n = 1092 OR n = 1093 OR n = 1094 OR n = 1095 OR n = 1096 OR n = 1097 OR n = 1098 OR n = 1099;
